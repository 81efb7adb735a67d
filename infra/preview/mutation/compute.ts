import type { Resource } from '../../../policies/pack/resource.ts';
import { gone, inJson, type Mutation, set, statement } from './mutate.ts';

interface Container {
  readonlyRootFilesystem?: boolean;
  user?: string;
  image: string;
  environment: { name: string; value: string }[];
  command: string[];
  environmentFiles?: object[];
  linuxParameters?: object;
  logConfiguration?: { options: Record<string, string> };
}

const taskType = 'aws:ecs/taskDefinition:TaskDefinition';

/** Containers name secrets and hosts that are not known before, so that nobody can change them in a first preview. */
const container = (change: (first: Container) => void) => ({
  type: taskType,
  change: inJson('containerDefinitions', (containers: Container[]) => change(containers[0]!)),
  onlyUp: true,
});
const billing = { project: 'billing' };
const firewall = { ...billing, type: 'aws:wafv2/webAcl:WebAcl' };
const loadBalancer = { ...billing, type: 'aws:lb/loadBalancer:LoadBalancer' };
const service = { ...billing, type: 'aws:ecs/service:Service' };
const alarm = (name: string) => ({ ...billing, type: 'aws:cloudwatch/metricAlarm:MetricAlarm', name });
const right = (action: string) => statement((first) => (first.Action = [...first.Action, action]));

/** A rule that allows, before all others. */
const addsRule = (found: object) => (resource: Resource) => {
  const rules = resource.properties['rules'] as object[];
  return set('rules', [...rules, { name: 'open', priority: -1, statement: found, action: { allow: {} } }])(resource);
};

/** Single changes to what computes, each with the policy that has to see it. */
export const mutationsOfCompute: readonly Mutation[] = [
  {
    ...billing,
    name: 'service',
    ...container((first) => (first.readonlyRootFilesystem = false)),
    title: 'a root that can be written',
    caughtBy: 'task-root-is-read-only',
  },
  {
    ...billing,
    name: 'service',
    ...container((first) => (first.user = 'root')),
    title: 'the service as root',
    caughtBy: 'task-root-is-read-only',
  },
  {
    ...billing,
    name: 'backup',
    ...container((first) => first.environment.push({ name: 'BILLING_BACKUP_PASSWORD', value: 'hunter2' })),
    title: 'a password in the environment',
    caughtBy: 'task-holds-no-plain-secret',
  },
  {
    ...billing,
    name: 'service',
    ...container((first) => (first.image = first.image.replace(/@.*/, ':latest'))),
    title: 'an image by its tag',
    caughtBy: 'task-image-is-pinned',
  },
  {
    ...billing,
    name: 'service',
    ...container((first) => delete first.logConfiguration),
    title: 'a service without a log',
    caughtBy: 'task-logs-and-is-bounded',
  },
  {
    ...billing,
    type: 'aws:ecs/taskDefinition:TaskDefinition',
    name: 'backup',
    title: 'a task without a role of its own',
    change: set('taskRoleArn', undefined),
    caughtBy: 'task-has-its-own-roles',
  },
  {
    ...service,
    title: 'a public address',
    change: set('networkConfiguration.assignPublicIp', true),
    caughtBy: 'task-has-no-public-address',
  },
  { ...service, title: 'one task', change: set('desiredCount', 1), caughtBy: 'service-survives-a-task' },
  {
    ...service,
    title: 'no way back from a bad deployment',
    change: set('deploymentCircuitBreaker', undefined),
    caughtBy: 'service-survives-a-task',
  },
  {
    ...billing,
    type: 'aws:appautoscaling/target:Target',
    title: 'scaled down to one',
    change: set('minCapacity', 1),
    caughtBy: 'service-survives-a-task',
  },
  {
    ...billing,
    type: 'aws:lb/listener:Listener',
    name: 'https',
    title: 'TLS of 2016',
    change: set('sslPolicy', 'ELBSecurityPolicy-2016-08'),
    caughtBy: 'load-balancer-speaks-modern-tls',
  },
  {
    ...billing,
    type: 'aws:lb/listener:Listener',
    name: 'https',
    title: 'webhooks without TLS',
    change: set('protocol', 'HTTP'),
    caughtBy: 'load-balancer-speaks-modern-tls',
  },
  {
    ...loadBalancer,
    title: 'bad headers pass',
    change: set('dropInvalidHeaderFields', false),
    caughtBy: 'load-balancer-drops-bad-headers',
  },
  {
    ...loadBalancer,
    title: 'nobody sees who called',
    change: set('accessLogs.enabled', false),
    caughtBy: 'load-balancer-logs-and-stays',
  },
  {
    ...loadBalancer,
    title: 'a load balancer that can be deleted',
    change: set('enableDeletionProtection', false),
    caughtBy: 'load-balancer-logs-and-stays',
  },
  {
    ...billing,
    type: 'aws:wafv2/webAclAssociation:WebAclAssociation',
    title: 'no firewall',
    change: gone,
    caughtBy: 'load-balancer-is-behind-the-firewall',
  },
  {
    ...firewall,
    title: 'every route passes',
    change: set('defaultAction', { allow: {} }),
    caughtBy: 'load-balancer-is-behind-the-firewall',
  },
  {
    ...firewall,
    title: 'twice as many requests',
    change: set('rules.1.statement.rateBasedStatement.limit', 60_000),
    caughtBy: 'load-balancer-is-behind-the-firewall',
  },
  {
    ...firewall,
    title: 'bodies of any size',
    change: set('rules.0.statement.sizeConstraintStatement.size', 9),
    caughtBy: 'load-balancer-is-behind-the-firewall',
  },
  {
    ...billing,
    type: 'aws:iam/rolePolicy:RolePolicy',
    name: 'backup-task',
    title: 'the writer of dumps deletes',
    change: inJson('policy', (document: { Statement: { Action: string[]; Resource: string[] }[] }) =>
      document.Statement[1]!.Action.push('s3:DeleteObjectVersion'),
    ),
    caughtBy: 'writer-cannot-delete',
  },
  {
    ...billing,
    type: 'aws:iam/rolePolicy:RolePolicy',
    name: 'retain-task',
    title: 'the writer of evidence takes it away',
    change: inJson('policy', (document: { Statement: { Action: string[] }[] }) =>
      document.Statement[1]!.Action.push('s3:DeleteObject'),
    ),
    caughtBy: 'writer-cannot-delete',
  },
  {
    ...billing,
    type: 'aws:iam/rolePolicy:RolePolicy',
    name: 'prune-task',
    title: 'prune opens locks',
    change: inJson('policy', right('s3:BypassGovernanceRetention')),
    caughtBy: 'nobody-bypasses-the-lock',
  },
  {
    ...billing,
    type: 'aws:iam/rolePolicy:RolePolicy',
    name: 'drill-task',
    title: 'every right in S3',
    change: inJson('policy', right('s3:*')),
    caughtBy: 'role-grants-no-wildcard',
  },
  {
    ...billing,
    type: 'aws:scheduler/schedule:Schedule',
    name: 'backup',
    title: 'dumps half as often',
    change: set('scheduleExpression', 'rate(12 hours)'),
    caughtBy: 'jobs-run-in-time',
  },
  {
    ...billing,
    type: 'aws:scheduler/schedule:Schedule',
    name: 'drill',
    title: 'drills switched off',
    change: set('state', 'DISABLED'),
    caughtBy: 'jobs-run-in-time',
  },
  {
    ...billing,
    type: 'aws:scheduler/schedule:Schedule',
    name: 'sweep',
    title: 'sweeps that nobody starts',
    change: gone,
    caughtBy: 'jobs-run-in-time',
  },
  {
    ...alarm('backup-missed'),
    title: 'an alarm that calls nobody',
    change: set('alarmActions', []),
    caughtBy: 'alarm-has-an-action-and-a-runbook',
  },
  {
    ...alarm('backup-missed'),
    title: 'silence is good news',
    change: set('treatMissingData', 'notBreaching'),
    caughtBy: 'alarm-has-an-action-and-a-runbook',
  },
  {
    ...alarm('backup-missed'),
    title: 'an alarm without a page',
    change: set('name', 'backups-late/billing/production'),
    caughtBy: 'alarm-has-an-action-and-a-runbook',
  },
  { ...alarm('webhook-errors'), title: 'an alarm is gone', change: gone, caughtBy: 'every-alarm-is-there' },
  {
    ...alarm('requests-blocked'),
    title: 'a number that no flood reaches',
    change: set('threshold', 50_000_000),
    caughtBy: 'alarm-can-ring',
  },
  {
    ...alarm('service-down'),
    title: 'an alarm that rings while all is well',
    change: set('comparisonOperator', 'GreaterThanThreshold'),
    caughtBy: 'alarm-can-ring',
  },
  {
    ...alarm('backup-missed'),
    title: 'an alarm a week late',
    change: set('evaluationPeriods', 28),
    caughtBy: 'alarm-can-ring',
  },
  {
    ...alarm('events-quarantined'),
    title: 'an alarm about a metric that nobody writes',
    change: set('metricQueries.0.metric.metricName', 'Quarantine'),
    caughtBy: 'alarm-can-ring',
  },
  {
    ...billing,
    type: 'aws:cloudwatch/eventRule:EventRule',
    name: 'lock-tampering-kms',
    title: 'nobody watches the keys',
    change: set('state', 'DISABLED'),
    caughtBy: 'alarm-can-ring',
  },
  {
    ...billing,
    type: 'aws:cloudwatch/eventTarget:EventTarget',
    name: 'lock-tampering-s3',
    title: 'what is seen of the buckets goes nowhere',
    change: gone,
    caughtBy: 'alarm-can-ring',
  },
  {
    ...billing,
    type: 'aws:sns/topicSubscription:TopicSubscription',
    name: 'page',
    title: 'a pager that is not connected',
    change: gone,
    caughtBy: 'alarm-has-an-action-and-a-runbook',
  },
  {
    ...billing,
    type: 'aws:scheduler/schedule:Schedule',
    name: 'backup',
    title: 'dumps that ended years ago',
    change: set('endDate', '2020-01-01T00:00:00Z'),
    caughtBy: 'jobs-run-in-time',
  },
  {
    ...billing,
    type: 'aws:scheduler/schedule:Schedule',
    name: 'backup',
    title: 'a backup that does something else',
    change: set('target.input', '{"containerOverrides":[{"name":"backup","command":["backups"]}]}'),
    caughtBy: 'jobs-run-in-time',
  },
  {
    ...billing,
    type: 'aws:scheduler/schedule:Schedule',
    name: 'backup',
    title: 'a backup that starts the drill',
    change: (resource, all) => {
      const drill = all.find(
        ({ project, type, name }) => project === 'billing' && name === 'drill' && type === taskType,
      );
      return set('target.ecsParameters.taskDefinitionArn', drill!.properties['arn'])(resource);
    },
    onlyUp: true,
    caughtBy: 'jobs-run-in-time',
  },
  {
    ...firewall,
    title: 'a rule before all others that lets everybody in',
    change: addsRule({ geoMatchStatement: { countryCodes: ['DE', 'US'] } }),
    caughtBy: 'load-balancer-is-behind-the-firewall',
  },
  {
    ...firewall,
    title: 'floods of some only',
    change: set('rules.1.statement.rateBasedStatement.scopeDownStatement', { geoMatchStatement: {} }),
    caughtBy: 'load-balancer-is-behind-the-firewall',
  },
  {
    ...loadBalancer,
    title: 'a load balancer without a firewall by its type',
    change: set('loadBalancerType', 'network'),
    caughtBy: 'load-balancer-is-behind-the-firewall',
  },
  {
    ...billing,
    name: 'backup',
    ...container((first) => first.command.push('--password=hunter2')),
    title: 'a password in the command',
    caughtBy: 'task-holds-no-plain-secret',
  },
  {
    ...billing,
    name: 'service',
    ...container((first) => (first.environmentFiles = [{ type: 's3', value: 'arn:aws:s3:::settings/service.env' }])),
    title: 'an environment that nobody sees',
    caughtBy: 'task-holds-no-plain-secret',
  },
  {
    ...billing,
    name: 'service',
    ...container((first) => (first.linuxParameters = { capabilities: { add: ['SYS_PTRACE'] } })),
    title: 'a service that reads its neighbours’ memory',
    caughtBy: 'task-root-is-read-only',
  },
  {
    ...billing,
    name: 'service',
    ...container((first) => (first.logConfiguration!.options['awslogs-region'] = 'us-east-1')),
    title: 'logs over the ocean',
    caughtBy: 'data-stays-in-residency',
  },
  {
    ...billing,
    type: 'aws:iam/rolePolicy:RolePolicy',
    name: 'drill-task',
    title: 'every right in S3, by a question mark',
    change: inJson('policy', right('s3:?*')),
    caughtBy: 'role-grants-no-wildcard',
  },
  {
    ...billing,
    type: 'aws:sns/topic:Topic',
    name: 'page',
    title: 'a topic in the clear',
    change: set('kmsMasterKeyId', undefined),
    caughtBy: 'topic-and-queue-are-encrypted',
  },
];
