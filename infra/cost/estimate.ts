import { holds, holdsTag } from '../../policies/tags.ts';
import { hoursAMonth, type Price, type PriceName, prices, serverPrice } from './prices.ts';
import { usage } from './usage.ts';

/** A resource as far as its price goes. Unknown values are anything but numbers and texts. */
export interface Billed {
  type: string;
  name: string;
  properties: Readonly<Record<string, unknown>>;
}

/** One item of the bill. */
export interface CostLine {
  item: string;
  quantity: number;
  unit: string;
  unitUsd: number;
  usd: number;
  /** Whether the quantity is an assumption of usage.ts, and not of the programs. */
  assumed: boolean;
}

/** What a month costs. */
export interface Estimate {
  /** Dearest first. */
  lines: readonly CostLine[];
  usd: number;
  /** What is not in the sum, because nobody wrote down its price. */
  unpriced: readonly { type: string; name: string; problem: string }[];
}

interface Charge {
  price: Price;
  quantity: number;
  assumed: boolean;
}

/** What resources cost a month by their configuration. What has no price is listed, and never taken for nothing. */
export function estimate(resources: readonly Billed[]): Estimate {
  const lines = new Map<string, CostLine>();
  const unpriced: Estimate['unpriced'][number][] = [];
  for (const resource of resources) {
    const charged = chargesOf(resource, resources);
    if (typeof charged === 'string') unpriced.push({ type: resource.type, name: resource.name, problem: charged });
    else for (const charge of charged) add(lines, charge);
  }
  const sorted = [...lines.values()].sort((one, other) => other.usd - one.usd || (one.item < other.item ? -1 : 1));
  return { lines: sorted, usd: sorted.reduce((sum, { usd }) => sum + usd, 0), unpriced };
}

function add(lines: Map<string, CostLine>, { price, quantity, assumed }: Charge): void {
  const { item, unit, usd } = price;
  const key = `${item} ${assumed}`;
  const sum = (lines.get(key)?.quantity ?? 0) + quantity;
  lines.set(key, { item, unit, unitUsd: usd, quantity: sum, usd: sum * usd, assumed });
}

/** The charges for one resource, or why there is no price for it. */
function chargesOf(resource: Billed, all: readonly Billed[]): readonly Charge[] | string {
  const charges = chargesByType[resource.type];
  if (charges !== undefined) return charges(resource, all);
  return free.some((pattern) => pattern.test(resource.type)) ? [] : 'no price known';
}

const hourly = (price: PriceName, count = 1): Charge => ({
  price: prices[price],
  quantity: count * hoursAMonth,
  assumed: false,
});
const monthly = (price: PriceName, quantity = 1): Charge => ({ price: prices[price], quantity, assumed: false });
const assumed = (price: PriceName, quantity: number): Charge => ({ price: prices[price], quantity, assumed: true });

const chargesByType: Readonly<
  Record<string, (resource: Billed, all: readonly Billed[]) => readonly Charge[] | string>
> = {
  'aws:rds/instance:Instance': databaseCharges,
  'aws:rds/cluster:Cluster': () => [
    assumed('auroraStorage', usage.auroraGib),
    assumed('auroraRequests', usage.auroraRequestsMillions),
  ],
  'aws:rds/clusterInstance:ClusterInstance': ({ properties }) => serverCharges('aurora', properties, 1),
  'aws:ecs/service:Service': serviceCharges,
  'aws:scheduler/schedule:Schedule': scheduleCharges,
  'aws:lb/loadBalancer:LoadBalancer': ({ properties }) => [
    hourly('loadBalancer'),
    assumed('loadBalancerCapacity', usage.loadBalancerUnits * hoursAMonth),
    ...(properties['internal'] === true ? [] : [hourly('publicAddress', lengthOf(properties['subnets']))]),
  ],
  'aws:ec2/natGateway:NatGateway': () => [hourly('natGateway'), assumed('natTraffic', usage.natGib)],
  'aws:ec2/eip:Eip': () => [hourly('publicAddress')],
  'aws:ec2/vpcEndpoint:VpcEndpoint': ({ properties }) =>
    properties['vpcEndpointType'] === 'Interface' ? [hourly('endpoint', lengthOf(properties['subnetIds']))] : [],
  'aws:kms/key:Key': () => [monthly('key')],
  'aws:kms/replicaKey:ReplicaKey': () => [monthly('key')],
  'aws:secretsmanager/secret:Secret': () => [monthly('secret')],
  'aws:wafv2/webAcl:WebAcl': ({ properties }) => [
    monthly('webAcl'),
    monthly('webAclRule', lengthOf(properties['rules'])),
    assumed('webAclRequests', usage.requestsMillions),
  ],
  'aws:cloudwatch/metricAlarm:MetricAlarm': ({ properties }) => [
    monthly('alarm', Math.max(1, metricsIn(properties['metricQueries']))),
  ],
  'aws:cloudwatch/compositeAlarm:CompositeAlarm': () => [monthly('compositeAlarm')],
  'aws:cloudwatch/dashboard:Dashboard': () => [monthly('dashboard')],
  'aws:cloudwatch/logGroup:LogGroup': () => [
    assumed('logsIngested', usage.logGib),
    assumed('logsKept', usage.logKeptGib),
  ],
  'aws:s3/bucket:Bucket': ({ properties }) => [
    assumed('objects', holdsEvidence(properties) ? usage.evidenceGib : usage.bucketGib),
  ],
  'aws:backup/vault:Vault': () => [assumed('recoveryPoints', usage.vaultGib)],
  'aws:ecr/repository:Repository': () => [assumed('images', usage.imageGib)],
};

/** What AWS charges nothing for, or so little for a message or a run that it is never seen on a bill of ours. */
const free: readonly RegExp[] = [
  /^(pulumi|command):/,
  /^aws:(iam|vpc|appautoscaling|acm|route53)\//,
  /^aws:ec2\/(?!instance|natGateway|eip|vpcEndpoint|transitGateway|vpn|flowLog)/,
  // What a flow log writes is paid for where it lies.
  /^aws:ec2\/flowLog:/,
  /^aws:kms\/(alias|keyPolicy|grant):/,
  /^aws:s3\/bucket[A-Z]/,
  /^aws:rds\/(subnetGroup|parameterGroup|clusterParameterGroup|optionGroup|eventSubscription):/,
  /^aws:backup\/(?!vault:)/,
  /^aws:ecs\/(cluster|taskDefinition|clusterCapacityProviders):/,
  /^aws:ecr\/(lifecyclePolicy|repositoryPolicy|registryScanningConfiguration):/,
  /^aws:lb\/(listener|listenerRule|targetGroup|listenerCertificate):/,
  /^aws:wafv2\/(ipSet|webAclAssociation|webAclLoggingConfiguration|regexPatternSet):/,
  /^aws:cloudwatch\/(logMetricFilter|logResourcePolicy|eventRule|eventTarget|logStream|queryDefinition):/,
  /^aws:secretsmanager\/secret[A-Z]/,
  /^aws:scheduler\/scheduleGroup:/,
  /^aws:(sns|sqs|lambda|serverlessrepository)\//,
];

function databaseCharges({ properties }: Billed): readonly Charge[] | string {
  const zones = properties['multiAz'] === true ? 2 : 1;
  const server = serverCharges('rds', properties, zones);
  const storage = properties['allocatedStorage'];
  if (typeof server === 'string') return server;
  if (typeof storage !== 'number') return 'its allocatedStorage is not known';
  const own = properties['manageMasterUserPassword'] === true ? [monthly('secret')] : [];
  return [...server, monthly(zones === 2 ? 'mysqlStorageTwice' : 'mysqlStorage', storage), ...own];
}

function serverCharges(
  family: 'rds' | 'aurora',
  properties: Billed['properties'],
  zones: 1 | 2,
): readonly Charge[] | string {
  const instanceClass = String(properties['instanceClass']);
  const price = serverPrice(family, instanceClass, zones);
  if (price === undefined) return `no price known of ${instanceClass} in ${family === 'rds' ? 'RDS' : 'Aurora'}`;
  const advanced = properties['databaseInsightsMode'] === 'advanced';
  return [
    { price, quantity: hoursAMonth, assumed: false },
    ...(advanced ? [hourly('insights', processorsOf(instanceClass) * zones)] : []),
  ];
}

function holdsEvidence({ tags }: Billed['properties']): boolean {
  return (tags as Record<string, unknown> | undefined)?.[holdsTag] === holds.evidence;
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html */
function processorsOf(instanceClass: string): number {
  const [, times] = /\.(\d*)xlarge$/.exec(instanceClass) ?? [];
  return times === undefined ? 2 : 4 * Number(times || 1);
}

function serviceCharges({ properties }: Billed, all: readonly Billed[]): readonly Charge[] | string {
  const count = properties['desiredCount'];
  if (typeof count !== 'number') return 'its desiredCount is not known';
  return taskCharges(properties['taskDefinition'], all, count * hoursAMonth, false);
}

function scheduleCharges({ properties }: Billed, all: readonly Billed[]): readonly Charge[] | string {
  const target = properties['target'] as { ecsParameters?: { taskDefinitionArn?: unknown } } | undefined;
  if (target?.ecsParameters === undefined) return [];
  const runs = runsAMonth(properties['scheduleExpression']);
  if (runs === undefined) return `no price known of what runs ${JSON.stringify(properties['scheduleExpression'])}`;
  return taskCharges(target.ecsParameters.taskDefinitionArn, all, runs * usage.jobHours, true);
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html; of cron only what jobs use: hours and weekdays. */
function runsAMonth(expression: unknown): number | undefined {
  const [, rate, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? [];
  if (rate !== undefined) {
    const hours = { minute: 1 / 60, hour: 1, day: 24 }[unit as 'minute' | 'hour' | 'day'] * Number(rate);
    return hoursAMonth / hours;
  }
  const [, hour, weekday] = /^cron\(\d+ (\S+) \S+ \* (\S+) \*\)$/.exec(String(expression)) ?? [];
  if (hour === undefined) return undefined;
  const [, step] = /^\d+\/(\d+)$/.exec(hour) ?? [];
  const aDay = step === undefined ? hour.split(',').length : 24 / Number(step);
  const share = weekday === '?' || weekday === '*' ? 1 : weekday!.split(',').length / 7;
  return (hoursAMonth / 24) * aDay * share;
}

function taskCharges(
  definition: unknown,
  all: readonly Billed[],
  hours: number,
  isAssumed: boolean,
): readonly Charge[] | string {
  const found = all.find(
    ({ type, properties }) => type === 'aws:ecs/taskDefinition:TaskDefinition' && properties['arn'] === definition,
  );
  if (found === undefined) return 'its task definition is not known';
  const units = Number(found.properties['cpu']);
  const mebibytes = Number(found.properties['memory']);
  if (!(units > 0 && mebibytes > 0)) return 'the size of its tasks is not known';
  const platform = found.properties['runtimePlatform'] as { cpuArchitecture?: string } | undefined;
  const arm = platform?.cpuArchitecture === 'ARM64';
  return [
    {
      price: prices[arm ? 'taskProcessorArm' : 'taskProcessor'],
      quantity: (units / 1024) * hours,
      assumed: isAssumed,
    },
    { price: prices[arm ? 'taskMemoryArm' : 'taskMemory'], quantity: (mebibytes / 1024) * hours, assumed: isAssumed },
  ];
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 1;
}

/** An alarm on an expression is charged by the metrics that go into it. */
function metricsIn(queries: unknown): number {
  if (!Array.isArray(queries)) return 0;
  return queries.filter((query) => (query as { metric?: unknown }).metric !== undefined).length;
}
