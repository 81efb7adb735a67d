/** What AWS asks for a unit of something. */
export interface Price {
  /** As the estimate names it. */
  item: string;
  usd: number;
  unit: string;
  source: string;
}

/** When the prices were looked up, and for where. They are on demand, without tax, discounts or the free tier. */
export const priceList = { date: '2026-11-24', region: 'eu-central-1', currency: 'USD' } as const;

/** Average hours of a month, as AWS's own calculator counts. */
export const hoursAMonth = 730;

/**
 * Prices for Frankfurt, or near to them: those of servers are the American ones raised by what Frankfurt costs more, and
 * those of KMS, Secrets Manager, WAF, alarms and dashboards are the same everywhere. The source is the page that has the
 * price of the day. An estimate is for comparing two designs, and for noticing that a change costs: before money is
 * promised on it, compare with https://calculator.aws.
 */
export const prices = {
  mysqlStorage: rds('gp3 storage', 0.137, 'GiB-month'),
  mysqlStorageTwice: rds('gp3 storage, Multi-AZ', 0.274, 'GiB-month'),
  auroraStorage: aurora('Aurora storage', 0.119, 'GiB-month'),
  auroraRequests: aurora('Aurora requests', 0.22, 'million'),
  insights: rds('Database Insights, advanced', 0.0125, 'vCPU-hour'),
  recoveryPoints: { item: 'AWS Backup, RDS', usd: 0.095, unit: 'GiB-month', source: page('backup') },
  taskProcessor: { item: 'Fargate, processor', usd: 0.04656, unit: 'vCPU-hour', source: page('fargate') },
  taskMemory: { item: 'Fargate, memory', usd: 0.00511, unit: 'GiB-hour', source: page('fargate') },
  taskProcessorArm: { item: 'Fargate ARM, processor', usd: 0.03725, unit: 'vCPU-hour', source: page('fargate') },
  taskMemoryArm: { item: 'Fargate ARM, memory', usd: 0.00409, unit: 'GiB-hour', source: page('fargate') },
  loadBalancer: { item: 'load balancer', usd: 0.027, unit: 'hour', source: page('elasticloadbalancing') },
  loadBalancerCapacity: {
    item: 'load balancer, capacity units',
    usd: 0.008,
    unit: 'unit-hour',
    source: page('elasticloadbalancing'),
  },
  natGateway: { item: 'NAT gateway', usd: 0.052, unit: 'hour', source: page('vpc') },
  natTraffic: { item: 'NAT gateway, traffic', usd: 0.052, unit: 'GiB', source: page('vpc') },
  endpoint: { item: 'interface endpoint', usd: 0.012, unit: 'zone-hour', source: page('privatelink') },
  publicAddress: { item: 'public IPv4 address', usd: 0.005, unit: 'hour', source: page('vpc') },
  key: { item: 'KMS key', usd: 1, unit: 'month', source: page('kms') },
  secret: { item: 'secret', usd: 0.4, unit: 'month', source: page('secrets-manager') },
  webAcl: { item: 'WAF, web ACL', usd: 5, unit: 'month', source: page('waf') },
  webAclRule: { item: 'WAF, rule', usd: 1, unit: 'month', source: page('waf') },
  webAclRequests: { item: 'WAF, requests', usd: 0.6, unit: 'million', source: page('waf') },
  alarm: { item: 'alarm', usd: 0.1, unit: 'metric-month', source: page('cloudwatch') },
  compositeAlarm: { item: 'composite alarm', usd: 0.5, unit: 'month', source: page('cloudwatch') },
  dashboard: { item: 'dashboard', usd: 3, unit: 'month', source: page('cloudwatch') },
  logsIngested: { item: 'logs, taken in', usd: 0.63, unit: 'GiB', source: page('cloudwatch') },
  logsKept: { item: 'logs, kept', usd: 0.0324, unit: 'GiB-month', source: page('cloudwatch') },
  objects: { item: 'S3', usd: 0.0245, unit: 'GiB-month', source: page('s3') },
  images: { item: 'image repository', usd: 0.1, unit: 'GiB-month', source: page('ecr') },
} as const satisfies Record<string, Price>;
export type PriceName = keyof typeof prices;

/**
 * A server of RDS for MariaDB or MySQL, which cost the same, in one zone, in USD an hour. Multi-AZ is twice that.
 * Published: Oregon's and Virginia's. Frankfurt's were not to be had class by class; where both are known (db.t3.small:
 * 0.034 and 0.040, db.t4g.micro: 0.016 and 0.019) it is 1.19 times as dear at the most, and that is what is taken here.
 */
const serverHoursInVirginia: Readonly<Record<string, number>> = {
  'db.t4g.micro': 0.016,
  'db.t4g.small': 0.032,
  'db.t4g.medium': 0.065,
  'db.t4g.large': 0.129,
  'db.m6g.large': 0.152,
  'db.m6g.xlarge': 0.304,
  'db.m7g.large': 0.168,
  'db.m7g.xlarge': 0.337,
  'db.m7g.2xlarge': 0.674,
  'db.r6g.large': 0.215,
  'db.r6g.xlarge': 0.43,
  'db.r7g.large': 0.239,
  'db.r7g.xlarge': 0.478,
  'db.r7g.2xlarge': 0.956,
};

/** A server of an Aurora MySQL cluster, in the standard configuration; reckoned for Frankfurt as those of RDS are. */
const auroraServerHoursInVirginia: Readonly<Record<string, number>> = {
  'db.t4g.medium': 0.073,
  'db.t4g.large': 0.146,
  'db.r6g.large': 0.26,
  'db.r6g.xlarge': 0.519,
  'db.r7g.large': 0.276,
  'db.r7g.xlarge': 0.553,
  'db.r7g.2xlarge': 1.106,
};

const frankfurtToVirginia = 1.19;

/** The price of a database server; undefined where the class is not in the table. */
export function serverPrice(family: 'rds' | 'aurora', instanceClass: string, zones: 1 | 2): Price | undefined {
  const perHour = (family === 'rds' ? serverHoursInVirginia : auroraServerHoursInVirginia)[instanceClass];
  if (perHour === undefined) return undefined;
  const usd = Number((perHour * frankfurtToVirginia * zones).toFixed(4));
  const item = `${instanceClass}${family === 'aurora' ? ', Aurora' : ''}${zones === 2 ? ', Multi-AZ' : ''}`;
  return { item, usd, unit: 'hour', source: page(family === 'aurora' ? 'rds/aurora' : 'rds/mariadb') };
}

function rds(item: string, usd: number, unit: string): Price {
  return { item, usd, unit, source: page('rds/mariadb') };
}

function aurora(item: string, usd: number, unit: string): Price {
  return { item, usd, unit, source: page('rds/aurora') };
}

function page(product: string): string {
  return `https://aws.amazon.com/${product}/pricing/`;
}
