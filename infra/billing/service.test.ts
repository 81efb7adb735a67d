import { beforeAll, describe, expect, test } from 'vitest';
import { alarms, certificateDaysMin, deliveriesWaitingHigh, refusedSignaturesMax } from '../../policies/alarms.ts';
import { healthyPercentMin } from '../../policies/service.ts';
import { stripeAddresses } from '../../policies/stripe-addresses.ts';
import { bodyBytesMax } from '../../policies/webhook.ts';
import { readConfig } from '../../service/config.ts';
import { publicRoutes } from '../../service/routes.ts';
import { ClassStack } from '../testing/class-stack.ts';

let stack: ClassStack;
beforeAll(async () => {
  stack = await ClassStack.record('billing');
});

test('the outputs say where it is reached, and where Stripe posts to', () => {
  expect(stack.outputs).toMatchObject({
    serviceUrl: 'https://billing.example.com',
    webhookUrl: 'https://billing.example.com/webhooks/stripe',
  });
});

test('every alarm that the policy has for billing is there, and no other', () => {
  expect(stack.namesOf('MetricAlarm')).toEqual(Object.keys(alarms).sort());
});

test.each([
  ['webhook-backlog', 'DeliveriesWaiting', 'waiting', 'Maximum', deliveriesWaitingHigh],
  ['signatures-refused', 'RefusedSignatures', 'refusedSignatures', 'Sum', refusedSignaturesMax],
] as const)('%s rings by %s, which is read out of the service’s log', (alarm, metricName, field, stat, threshold) => {
  expect(stack.only('LogMetricFilter', metricName).properties).toMatchObject({
    logGroupName: 'bulkhead-billing-production-service',
    pattern: `{ $.msg = "minute" && $.${field} = * }`,
    metricTransformation: { name: metricName, value: `$.${field}` },
  });
  expect(stack.only('MetricAlarm', alarm).properties).toMatchObject({
    ...{ threshold, comparisonOperator: 'GreaterThanThreshold' },
    metricQueries: [{ metric: { metricName, stat, namespace: 'Bulkhead/billing/production' } }, { id: 'healthy' }, {}],
  });
});

test('the certificate of the load balancer is watched for its last month', () => {
  const { certificateArn } = stack.only('Listener', 'https').properties;
  expect(stack.only('MetricAlarm', 'certificate-ending').properties).toMatchObject({
    ...{ threshold: certificateDaysMin, comparisonOperator: 'LessThanThreshold' },
    metricQueries: [
      {
        metric: {
          ...{ namespace: 'AWS/CertificateManager', metricName: 'DaysToExpiry' },
          dimensions: { CertificateArn: certificateArn },
        },
      },
      { expression: 'days' },
    ],
  });
});

test('the load balancer waits until it may log, at the path that AWS writes it to', () => {
  const policy = stack.only('BucketPolicy', 'logs');
  const { dependencies, properties } = stack.only('LoadBalancer', 'load-balancer');
  expect(dependencies).toContain(policy.urn);
  expect(properties['accessLogs']).toMatchObject({ prefix: 'load-balancer', enabled: true });
  const { Statement } = JSON.parse(policy.properties['policy'] as string) as { Statement: unknown[] };
  expect(Statement).toContainEqual({
    Effect: 'Allow',
    Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::bulkhead-billing-production-logs-111122223333/load-balancer/AWSLogs/111122223333/*',
  });
});

describe('the service', () => {
  test('starts with what the infrastructure tells it', () => {
    const { environment, secrets } = stack.containerOf('service');
    const plain = Object.fromEntries(
      (environment as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
    );
    expect(plain).toEqual({
      AWS_REGION: 'eu-central-1',
      BILLING_DATABASE_URL: 'mariadb://billing_app@rds-billing-database.rds.amazonaws.com:3306/billing',
      HOST: '0.0.0.0',
      LOG_LEVEL: 'info',
      NODE_ENV: 'production',
      PORT: '4242',
      STRIPE_MODE: 'live',
    });
    const filled = {
      APP_SIGNING_SECRET: Buffer.alloc(32).toString('base64'),
      BILLING_DATABASE_PASSWORD: 'secret',
      STRIPE_API_KEY: 'rk_live_1',
      STRIPE_WEBHOOK_SECRETS: 'whsec_test',
    };
    expect((secrets as { name: string }[]).map(({ name }) => name)).toEqual(Object.keys(filled));
    expect(readConfig({ ...plain, ...filled })).toMatchObject({ port: 4242, host: '0.0.0.0', livemode: true });
  });

  test('is two tasks at least, replaced one by one, and rolled back where they do not come up', () => {
    expect(stack.only('Service', 'service').properties).toMatchObject({
      desiredCount: 2,
      deploymentMinimumHealthyPercent: healthyPercentMin,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      networkConfiguration: { assignPublicIp: false },
      enableExecuteCommand: false,
      waitForSteadyState: true,
    });
  });

  test('waits for the database’s users, schema and rights, and for its own listeners and rights', () => {
    const { dependencies } = stack.only('Service', 'service');
    const wanted = [
      ['Command', 'grant-tables'],
      ['Listener', 'https'],
      ['RolePolicy', 'service-execution'],
      ['SecurityGroupEgressRule', 'service-to-database'],
    ] as const;
    for (const [type, name] of wanted) expect(dependencies).toContain(stack.only(type, name).urn);
  });

  test('may ask nothing of AWS, and reaches Stripe and the apps by HTTPS', () => {
    expect(stack.namesOf('RolePolicy')).not.toContain('service-task');
    expect(stack.namesOf('SecurityGroupEgressRule').filter((name) => name.startsWith('service-'))).toEqual([
      'service-to-database',
      'service-to-endpoints',
      'service-to-s3',
      'service-to-stripe',
    ]);
  });

  test('the task that makes apps writes their secrets and no other, and calls nobody', () => {
    const [secrets] = stack.statementsOf('apps-task');
    expect(secrets).toMatchObject({
      Resource: expect.stringMatching(/:secret:bulkhead\/billing\/production\/apps\/\*-\?{6}$/),
    });
    expect(JSON.stringify(stack.containerOf('apps'))).not.toContain('STRIPE_API_KEY');
  });

  test('is asked by ECS whether it lives, and by the load balancer whether it can work', () => {
    const { healthCheck } = stack.containerOf('service');
    expect(JSON.stringify(healthCheck)).toMatch(/"CMD","node","-e","fetch\('http:\/\/127\.0\.0\.1:4242\/healthz'\)/);
    expect(stack.only('TargetGroup', 'service').properties['healthCheck']).toMatchObject({
      path: '/readyz',
      matcher: '200',
    });
  });

  test('follows the processor and, upwards only, the commits that its log tells of', () => {
    expect(stack.only('Target', 'service').properties).toMatchObject({
      resourceId: 'service/bulkhead-billing-production/bulkhead-billing-production-service',
      minCapacity: 2,
    });
    const metric = { namespace: 'Bulkhead/billing/production', metricName: 'CommitMilliseconds', statistic: 'Average' };
    expect(stack.only('Policy', 'commits').properties['targetTrackingScalingPolicyConfiguration']).toEqual({
      targetValue: 500,
      disableScaleIn: true,
      customizedMetricSpecification: metric,
    });
    expect(stack.only('LogMetricFilter', 'CommitMilliseconds').properties).toMatchObject({
      pattern: '{ $.msg = "minute" && $.commitMillisecondsP95 = * }',
      metricTransformation: { value: '$.commitMillisecondsP95', name: 'CommitMilliseconds' },
    });
  });
});

describe('the way in', () => {
  test('is TLS 1.3, or 1.2 with forward secrecy; plain HTTP is sent there', () => {
    expect(stack.only('Listener', 'https').properties).toMatchObject({
      protocol: 'HTTPS',
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
    });
    expect(stack.only('Listener', 'http').properties['defaultActions']).toMatchObject([
      { type: 'redirect', redirect: { protocol: 'HTTPS', port: '443' } },
    ]);
  });

  test('drops what is no header, keeps its log, and cannot be deleted by mistake', () => {
    expect(stack.only('LoadBalancer', 'load-balancer').properties).toMatchObject({
      dropInvalidHeaderFields: true,
      enableDeletionProtection: true,
      enableWafFailOpen: false,
      accessLogs: { enabled: true, bucket: 'bulkhead-billing-production-logs-111122223333', prefix: 'load-balancer' },
    });
  });

  test('is the one group that the world may reach, and on two ports', () => {
    const world = stack.ofType('SecurityGroupIngressRule').filter(({ properties }) => 'cidrIpv4' in properties);
    expect(world.map(({ properties }) => properties['fromPort']).sort()).toEqual([443, 80]);
    const { id, properties } = stack.only('SecurityGroup', 'load-balancer');
    expect(new Set(world.map((rule) => rule.properties['securityGroupId']))).toEqual(new Set([id]));
    expect(properties['tags']).toMatchObject({ 'bulkhead:role': 'load-balancer' });
  });
});

describe('the firewall', () => {
  interface Rule {
    name: string;
    priority: number;
    action: object;
    statement: Record<string, { statements: object[] } & Record<string, unknown>>;
  }
  const rulesOf = (of: ClassStack) => of.only('WebAcl', 'firewall').properties['rules'] as Rule[];

  test('blocks all but the routes that there are, whole in path and method', () => {
    expect(stack.only('WebAcl', 'firewall').properties['defaultAction']).toEqual({ block: {} });
    const allowed = rulesOf(stack).filter(({ action }) => 'allow' in action);
    expect(allowed.map(({ name }) => name)).toEqual(Object.keys(publicRoutes).map((name) => `route-${name}`));
    expect(allowed[0]!.statement['andStatement']!.statements).toMatchObject([
      {
        byteMatchStatement: {
          fieldToMatch: { uriPath: {} },
          searchString: '/webhooks/stripe',
          positionalConstraint: 'EXACTLY',
        },
      },
      { byteMatchStatement: { fieldToMatch: { method: {} }, searchString: 'POST', positionalConstraint: 'EXACTLY' } },
    ]);
    const ofCustomer = allowed.find(({ name }) => name === 'route-getEntitlements');
    const [path] = ofCustomer!.statement['andStatement']!.statements as {
      regexMatchStatement: { regexString: string };
    }[];
    const whole = new RegExp(path!.regexMatchStatement.regexString);
    expect('/v1/customers/cus_1/entitlements').toMatch(whole);
    for (const other of [
      '/v1/customers//entitlements',
      '/v1/customers/a/b/entitlements',
      '/v1/customers/a/entitlements/',
    ]) {
      expect(other).not.toMatch(whole);
    }
  });

  test('looks at size and rate before it lets a route through', () => {
    expect(rulesOf(stack).map(({ name, priority }) => [priority, name])).toEqual([
      [0, 'body-too-large'],
      [1, 'too-many-requests'],
      [2, 'too-many-app-requests'],
      ...Object.keys(publicRoutes).map((name, index) => [3 + index, `route-${name}`]),
    ]);
    for (const [index, limit] of [
      [1, 30_000],
      [2, 1_000_000],
    ] as const) {
      expect(rulesOf(stack)[index]!.statement['rateBasedStatement']).toMatchObject({
        ...{ aggregateKeyType: 'IP', limit, evaluationWindowSec: 300 },
      });
    }
    expect(rulesOf(stack)[0]!.statement['sizeConstraintStatement']).toMatchObject({
      fieldToMatch: { singleHeader: { name: 'content-length' } },
      comparisonOperator: 'GT',
      size: String(bodyBytesMax).length,
    });
  });

  test('knows Stripe’s addresses where it is told to, and only then', async () => {
    expect(stack.namesOf('IpSet')).toEqual([]);
    const strict = await ClassStack.record('billing', { settings: { 'bulkhead:onlyStripeAddresses': 'true' } });
    const set = strict.only('IpSet', 'stripe').properties;
    expect(set['addresses']).toEqual(stripeAddresses.map((address) => `${address}/32`));
    const restricted = rulesOf(strict).filter(({ statement }) =>
      JSON.stringify(statement).includes(String(set['arn'])),
    );
    expect(restricted.map(({ name }) => name)).toEqual(['route-webhook']);
    expect(restricted[0]!.statement['andStatement']!.statements.at(-1)).toEqual({
      ipSetReferenceStatement: { arn: set['arn'] },
    });
  });

  test('keeps its verdicts, without signatures', () => {
    const { logDestinationConfigs, redactedFields } = stack.only('WebAclLoggingConfiguration', 'firewall').properties;
    expect(logDestinationConfigs).toEqual([stack.only('LogGroup', 'firewall').properties['arn']]);
    expect(redactedFields).toEqual([{ singleHeader: { name: 'stripe-signature' } }]);
    expect(stack.only('LogGroup', 'firewall').properties).toMatchObject({
      name: 'aws-waf-logs-bulkhead-billing-production',
      retentionInDays: 400,
    });
  });
});

test('the dashboard shows what the alarms look at', () => {
  const { widgets } = JSON.parse(stack.only('Dashboard', 'dashboard').properties['dashboardBody'] as string) as {
    widgets: { properties: { metrics: unknown[][] } }[];
  };
  const shown = widgets.flatMap(({ properties }) => properties.metrics.map(([, name]) => name));
  expect(shown).toEqual(
    expect.arrayContaining(['HealthyHostCount', 'BlockedRequests', 'CommitMilliseconds', 'JobSucceeded']),
  );
});

test('no log ends early, or lies about unencrypted', () => {
  for (const { name, properties } of stack.ofType('LogGroup')) {
    expect([name, properties]).toEqual([
      name,
      expect.objectContaining({ retentionInDays: 400, kmsKeyId: expect.any(String) }),
    ]);
  }
});
