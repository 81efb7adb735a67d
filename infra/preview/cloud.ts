import type { Program } from './record.ts';

/** What the cloud would answer, as far as the programs and the policies look at it. */
interface State {
  /** Empty while nobody can know it. */
  id: string;
  state: Record<string, unknown>;
}

/**
 * A stand-in for AWS: what a resource is once it is up, or what is known of it before. Ids and ARNs say what they are
 * ids of, so that two never meet by chance.
 */
export function stateOf(program: Program, type: string, name: string, inputs: Record<string, unknown>): State {
  if (type === 'pulumi:pulumi:StackReference') return referenceState(program, name);
  if (program.moment === 'preview') return { id: '', state: inputs };
  const id = idOf(program, type, name, inputs);
  return { id, state: { ...outputsOf(program, type, name, id), ...inputs } };
}

function referenceState({ references }: Program, name: string): State {
  const [, project = ''] = name.split('/');
  const outputs = references[project];
  if (outputs === undefined) throw new Error(`no stack ${name} was recorded before this one`);
  return { id: name, state: { name, outputs, secretOutputNames: [] } };
}

/** Some resources have their name for an id, and others refer to them by it. */
function idOf({ project }: Program, type: string, name: string, inputs: Record<string, unknown>): string {
  const named = inputs['bucket'] ?? inputs['name'] ?? inputs['identifier'];
  const isNamed = ['Bucket', 'Role', 'SubnetGroup', 'ParameterGroup', 'ClusterParameterGroup', 'LogGroup', 'Vault'];
  if (typeof named === 'string' && isNamed.includes(type.split(':').at(-1)!)) return named;
  return `${type.split(':')[1]!.split('/')[0]}-${project}-${name}`;
}

function outputsOf(program: Program, type: string, name: string, id: string): Record<string, unknown> {
  const region = String(program.config['bulkhead:region']);
  const account = String(program.config['bulkhead:accountId']);
  const [, path = ''] = type.split(':');
  const [service = ''] = path.split('/');
  const arn = `arn:aws:${service}:${region}:${account}:${path.split('/')[1] ?? service}/${id}`;
  return { arn, name, ...(outputsByType[type]?.(id, arn) ?? {}) };
}

/** What the programs take from a resource besides its id, ARN and name. */
const outputsByType: Readonly<Record<string, (id: string, arn: string) => Record<string, unknown>>> = {
  'aws:s3/bucket:Bucket': (id) => ({ arn: `arn:aws:s3:::${id}`, bucketRegionalDomainName: `${id}.s3.amazonaws.com` }),
  'aws:rds/instance:Instance': (id, arn) => ({
    address: `${id}.rds.amazonaws.com`,
    masterUserSecrets: [{ secretArn: `${arn}/master` }],
    resourceId: `db-${id}`,
  }),
  'aws:rds/cluster:Cluster': (id, arn) => ({
    endpoint: `${id}.rds.amazonaws.com`,
    masterUserSecrets: [{ secretArn: `${arn}/master` }],
    clusterResourceId: `cluster-${id}`,
  }),
  'aws:lb/loadBalancer:LoadBalancer': (id) => ({
    dnsName: `${id}.elb.amazonaws.com`,
    zoneId: 'Z1',
    arnSuffix: `app/${id}`,
  }),
  'aws:lb/targetGroup:TargetGroup': (id) => ({ arnSuffix: `targetgroup/${id}` }),
  'aws:ecr/repository:Repository': (id) => ({ repositoryUrl: `ecr.amazonaws.com/${id}` }),
  'aws:ec2/vpcEndpoint:VpcEndpoint': (id) => ({ prefixListId: `pl-${id}` }),
  'aws:sqs/queue:Queue': (id) => ({ url: `https://sqs.amazonaws.com/${id}` }),
};

/** What a function of a provider answers. Throws for one that no program of ours calls. */
export function answerOf(token: string): Record<string, unknown> {
  throw new Error(`${token} is not answered offline: the programs know everything from their configuration`);
}
