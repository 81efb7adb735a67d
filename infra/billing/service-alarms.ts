import {
  blockedRequestsMax,
  certificateDaysMin,
  certificateSteps,
  certificateStepSeconds,
  deliveriesWaitingHigh,
  downSteps,
  downStepSeconds,
  refusedSignaturesMax,
  serverErrorsMax,
  slowSteps,
} from '../../policies/alarms.ts';
import { commitMillisecondsHigh } from '../../policies/service.ts';
import { behindSeconds } from '../../policies/sweep.ts';
import { countOf, makeAlarm, type Metric } from '../components/alarm.ts';
import { nameOf } from '../components/names.ts';
import type { Topics } from '../components/topics.ts';
import type { Balancer } from './load-balancer.ts';
import type { BillingSurroundings } from './service.ts';
import type { ServiceMetrics } from './service-metrics.ts';

/** The alarms of billing's service. A load balancer always says how many of its targets are healthy: that is its pulse. */
export function makeServiceAlarms(
  surroundings: BillingSurroundings,
  topics: Topics,
  balancer: Balancer,
  service: ServiceMetrics,
): void {
  const { healthy, targetErrors, balancerErrors, blocked } = balancerMetrics(surroundings, balancer);
  makeAlarm(surroundings, topics, 'service-down', {
    metrics: { healthy },
    expression: 'FILL(healthy, 0)',
    rings: 'below',
    threshold: 1,
    stepSeconds: downStepSeconds,
    steps: downSteps,
  });
  makeAlarm(surroundings, topics, 'webhook-errors', {
    // The balancer's own are those that no task could be asked for.
    metrics: { service: targetErrors, balancer: balancerErrors, healthy },
    expression: countOf(['service', 'balancer'], 'healthy'),
    rings: 'above',
    threshold: serverErrorsMax,
  });
  makeAlarm(surroundings, topics, 'webhook-backlog', {
    metrics: { waiting: service.waiting, healthy },
    expression: countOf(['waiting'], 'healthy'),
    rings: 'above',
    threshold: deliveriesWaitingHigh,
  });
  makeAlarm(surroundings, topics, 'signatures-refused', {
    metrics: { refused: service.refusedSignatures, healthy },
    expression: countOf(['refused'], 'healthy'),
    rings: 'above',
    threshold: refusedSignaturesMax,
  });
  makeAlarm(surroundings, topics, 'certificate-ending', {
    metrics: { days: daysOfCertificate(surroundings) },
    expression: 'days',
    rings: 'below',
    threshold: certificateDaysMin,
    stepSeconds: certificateStepSeconds,
    steps: certificateSteps,
  });
  makeAlarm(surroundings, topics, 'commit-slow', {
    // A minute without a commit says nothing of them: that is not slow.
    metrics: { commits: service.commitMilliseconds, healthy },
    expression: countOf(['commits'], 'healthy'),
    rings: 'above',
    threshold: commitMillisecondsHigh,
    steps: slowSteps,
  });
  makeAlarm(surroundings, topics, 'events-quarantined', {
    metrics: { quarantined: service.quarantined, healthy },
    expression: countOf(['quarantined'], 'healthy'),
    rings: 'above',
    threshold: 0,
  });
  makeAlarm(surroundings, topics, 'sweep-behind', {
    // A task that begins does not know yet how long ago it was: that is not late.
    metrics: { age: service.sweepAgeSeconds, healthy },
    expression: countOf(['age'], 'healthy'),
    rings: 'above',
    threshold: behindSeconds,
  });
  makeAlarm(surroundings, topics, 'stripe-shape-changed', {
    metrics: { events: service.shapeDrift, healthy },
    expression: countOf(['events'], 'healthy'),
    rings: 'above',
    threshold: 0,
  });
  makeAlarm(surroundings, topics, 'changes-undelivered', {
    metrics: { late: service.changesLate, dead: service.changesDead, healthy },
    expression: countOf(['late', 'dead'], 'healthy'),
    rings: 'above',
    threshold: 0,
  });
  makeAlarm(surroundings, topics, 'requests-blocked', {
    metrics: { blocked, healthy },
    expression: countOf(['blocked'], 'healthy'),
    rings: 'above',
    threshold: blockedRequestsMax,
  });
}

/** How long the load balancer's certificate lasts, as ACM says it. */
function daysOfCertificate({ configuration }: BillingSurroundings): Metric {
  return {
    namespace: 'AWS/CertificateManager',
    metricName: 'DaysToExpiry',
    dimensions: { CertificateArn: configuration.certificateArn },
    stat: 'Minimum',
  };
}

/** What the load balancer and the firewall count by themselves. */
export function balancerMetrics(
  { databaseClass, configuration }: BillingSurroundings,
  { loadBalancer, targetGroup }: Balancer,
): Record<'healthy' | 'requests' | 'targetErrors' | 'balancerErrors' | 'blocked', Metric> {
  const namespace = 'AWS/ApplicationELB';
  const LoadBalancer = loadBalancer.arnSuffix;
  const ofTarget = { LoadBalancer, TargetGroup: targetGroup.arnSuffix };
  return {
    healthy: { namespace, metricName: 'HealthyHostCount', dimensions: ofTarget, stat: 'Maximum' },
    requests: { namespace, metricName: 'RequestCount', dimensions: { LoadBalancer }, stat: 'Sum' },
    targetErrors: { namespace, metricName: 'HTTPCode_Target_5XX_Count', dimensions: ofTarget, stat: 'Sum' },
    balancerErrors: { namespace, metricName: 'HTTPCode_ELB_5XX_Count', dimensions: { LoadBalancer }, stat: 'Sum' },
    blocked: {
      namespace: 'AWS/WAFV2',
      metricName: 'BlockedRequests',
      dimensions: {
        WebACL: nameOf(databaseClass, configuration.stack),
        Region: configuration.region,
        Rule: 'ALL',
      },
      stat: 'Sum',
    },
  };
}
