import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { LogResourcePolicy } from '@pulumi/aws/cloudwatch/logResourcePolicy.js';
import type { LoadBalancer } from '@pulumi/aws/lb/loadBalancer.js';
import type { wafv2 } from '@pulumi/aws/types/input.js';
import { IpSet } from '@pulumi/aws/wafv2/ipSet.js';
import { WebAcl } from '@pulumi/aws/wafv2/webAcl.js';
import { WebAclAssociation } from '@pulumi/aws/wafv2/webAclAssociation.js';
import { WebAclLoggingConfiguration } from '@pulumi/aws/wafv2/webAclLoggingConfiguration.js';
import { logGroupDays } from '../../policies/access-log.ts';
import { appRequestsPerAddressMax, requestsPerAddressMax, requestWindowSeconds } from '../../policies/service.ts';
import { stripeAddresses } from '../../policies/stripe-addresses.ts';
import { bodyBytesMax } from '../../policies/webhook.ts';
import { publicRoutes } from '../../service/routes.ts';
import type { DataStores } from '../components/data-stores.ts';
import { nameOf } from '../components/names.ts';
import { documentOf } from '../components/policy-document.ts';
import type { BillingSurroundings } from './service.ts';

type Rule = wafv2.WebAclRule;
type Statement = object;

/**
 * The firewall before the load balancer: what is no route of service/routes.ts is turned away, and so are bodies that the
 * service would not read, and addresses that ask far too often. What the platform asks (/readyz, /metrics) does not pass
 * through it, and so is not there for the world.
 */
export function makeFirewall(surroundings: BillingSurroundings, stores: DataStores, loadBalancer: LoadBalancer): void {
  const { databaseClass, configuration, options } = surroundings;
  const name = nameOf(databaseClass, configuration.stack);
  const senders = configuration.onlyStripeAddresses
    ? [{ ipSetReferenceStatement: { arn: makeSenders(surroundings).arn } }]
    : [];
  const acl = new WebAcl(
    'firewall',
    {
      name,
      scope: 'REGIONAL',
      defaultAction: { block: {} },
      rules: [
        blockLargeBodies,
        blockFloods,
        blockAppFloods,
        ...Object.entries(publicRoutes).map(allowRoute(senders)),
      ].map(inOrder),
      visibilityConfig: visible(name),
    },
    options,
  );
  new WebAclAssociation('firewall', { resourceArn: loadBalancer.arn, webAclArn: acl.arn }, options);
  logVerdicts(surroundings, stores, acl);
}

type NamedStatement = Pick<Rule, 'name' | 'statement' | 'action'>;

const untouched = [{ priority: 0, type: 'NONE' }];

/**
 * WAF sees 8 KB of a body at a load balancer, so that a size constraint on the body would be measured against those: it
 * would miss all large bodies or, with oversize handling MATCH, block every event above 8 KB. What it does see whole is
 * Content-Length: of more digits than the limit has, it is of no event. The service holds the exact limit, and cuts off
 * there also what comes in chunks without a length.
 * https://docs.aws.amazon.com/waf/latest/APIReference/API_SizeConstraintStatement.html
 */
const blockLargeBodies: NamedStatement = {
  name: 'body-too-large',
  statement: {
    sizeConstraintStatement: {
      fieldToMatch: { singleHeader: { name: 'content-length' } },
      comparisonOperator: 'GT',
      size: String(bodyBytesMax).length,
      textTransformations: untouched,
    },
  },
  action: { block: {} },
};

const isOfApps: Statement = {
  byteMatchStatement: {
    ...{ fieldToMatch: { uriPath: {} }, searchString: '/v1/', positionalConstraint: 'STARTS_WITH' },
    textTransformations: untouched,
  },
};

const blockFloods = flood('too-many-requests', requestsPerAddressMax, { notStatement: { statements: [isOfApps] } });

/** All of an app's machines may share one address; the service counts each app by its key. */
const blockAppFloods = flood('too-many-app-requests', appRequestsPerAddressMax, isOfApps);

function flood(name: string, limit: number, scopeDownStatement: Statement): NamedStatement {
  return {
    name,
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        limit,
        evaluationWindowSec: requestWindowSeconds,
        scopeDownStatement,
      },
    },
    action: { block: {} },
  };
}

interface PublicRoute {
  method: string;
  path: string;
  caller: 'stripe' | 'app';
}

/** Exactly this path with exactly this method; what is Stripe's, from its senders where there are any. */
function allowRoute(senders: readonly object[]) {
  return ([name, { method, path, caller }]: [string, PublicRoute]): NamedStatement => ({
    name: `route-${name}`,
    statement: {
      andStatement: {
        statements: [pathIs(path), equals({ method: {} }, method), ...(caller === 'stripe' ? senders : [])],
      },
    },
    action: { allow: {} },
  });
}

/** A `{name}` stands for one whole part, as in service/server.ts. Other paths are letters, hyphens, slashes and points. */
function pathIs(path: string): object {
  const fieldToMatch = { uriPath: {} };
  if (!path.includes('{')) return equals(fieldToMatch, path);
  const regexString = `^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`;
  return { regexMatchStatement: { fieldToMatch, regexString, textTransformations: untouched } };
}

function equals(fieldToMatch: object, searchString: string): object {
  return {
    byteMatchStatement: { fieldToMatch, searchString, positionalConstraint: 'EXACTLY', textTransformations: untouched },
  };
}

function inOrder(rule: NamedStatement, priority: number): Rule {
  return { ...rule, priority, visibilityConfig: visible(rule.name as string) };
}

function visible(metricName: string): Rule['visibilityConfig'] {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true };
}

/** Where Stripe's webhooks come from; policies/stripe-addresses.ts says since when. */
function makeSenders({ databaseClass, configuration, options }: BillingSurroundings): IpSet {
  return new IpSet(
    'stripe',
    {
      name: nameOf(databaseClass, configuration.stack, 'stripe'),
      scope: 'REGIONAL',
      ipAddressVersion: 'IPV4',
      addresses: stripeAddresses.map((address) => `${address}/32`),
    },
    options,
  );
}

/** Each verdict with its request, without the signature. WAF logs to groups whose names begin in this way only. */
function logVerdicts(
  { databaseClass, configuration, options }: BillingSurroundings,
  { keys }: DataStores,
  acl: WebAcl,
): void {
  const { accountId, region, stack } = configuration;
  const name = `aws-waf-logs-${nameOf(databaseClass, stack)}`;
  const group = new LogGroup('firewall', { name, retentionInDays: logGroupDays, kmsKeyId: keys.logs.arn }, options);
  const mayDeliver = new LogResourcePolicy(
    'firewall',
    {
      policyName: name,
      policyDocument: documentOf([
        {
          Effect: 'Allow',
          Principal: { Service: 'delivery.logs.amazonaws.com' },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*`,
          Condition: {
            StringEquals: { 'aws:SourceAccount': accountId },
            ArnLike: { 'aws:SourceArn': `arn:aws:logs:${region}:${accountId}:*` },
          },
        },
      ]),
    },
    options,
  );
  new WebAclLoggingConfiguration(
    'firewall',
    {
      resourceArn: acl.arn,
      logDestinationConfigs: [group.arn],
      redactedFields: [{ singleHeader: { name: 'stripe-signature' } }],
    },
    { ...options, dependsOn: [mayDeliver] },
  );
}
