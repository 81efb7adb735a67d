import type { DatabaseClass } from '../../databases.ts';
import { classOf } from '../data-class.ts';
import type { Graph } from '../graph.ts';
import { type Policy, violation } from '../policy.ts';
import { matches } from '../policy-document.ts';
import { holdsUnknown, type Resource } from '../resource.ts';
import { jsonIn } from '../json-text.ts';

/** What each class has for itself alone, in words for the message. */
const ownTypes: Readonly<Record<string, string>> = {
  'aws:kms/key:Key': 'KMS key',
  'aws:kms/alias:Alias': 'KMS key',
  'aws:rds/subnetGroup:SubnetGroup': 'subnet group',
  'aws:rds/parameterGroup:ParameterGroup': 'parameter group',
  'aws:rds/clusterParameterGroup:ClusterParameterGroup': 'parameter group',
  'aws:rds/optionGroup:OptionGroup': 'option group',
  'aws:secretsmanager/secret:Secret': 'secret',
  'aws:s3/bucket:Bucket': 'bucket',
  'aws:s3/bucketV2:BucketV2': 'bucket',
  'aws:backup/vault:Vault': 'backup vault',
  'aws:iam/role:Role': 'role',
  'aws:iam/policy:Policy': 'IAM policy',
  'aws:ec2/securityGroup:SecurityGroup': 'security group',
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': 'security group',
  'aws:cloudwatch/logGroup:LogGroup': 'log group',
};

/** Of those, what may be named by both after all. */
const isForBoth: Readonly<Record<string, (graph: Graph, resource: Resource) => boolean>> = {
  // Behind the endpoints' group nothing listens but AWS's own services, each of which asks for a role.
  'aws:ec2/securityGroup:SecurityGroup': (graph, group) =>
    graph.pointingAt(group, ['aws:ec2/vpcEndpoint:VpcEndpoint'], 'securityGroupIds').length > 0,
};

/** Types whose name is what others call them by. Elsewhere a name is only a name, and two may be alike. */
const nameIsIdentifier =
  /:(Bucket|BucketV2|Role|SubnetGroup|ParameterGroup|ClusterParameterGroup|OptionGroup|Vault|LogGroup|Alias)$/;

/** An ARN, which may stand inside of a text: a policy document, a connection's description. */
const longEnoughToBeFound = /^arn:/;

/** What a document reaches by a wildcard: more than a mere "*", which role-grants-no-wildcard sees. */
const isPattern = /^(arn:|alias\/)[^"{]*[*?]/;

export const classesShareNothing: Policy = {
  id: 'classes-share-nothing',
  requirement: 'No key, group, secret, bucket, vault, role or log of one class is used by, or known to, the other.',
  reason: 'What both use falls with either: who takes the app’s key or role has billing’s data as well.',
  source: 'PCI DSS 11.4.5, 12.5.2; SOC 2 CC6.1; the design',
  mend: 'give each class one of its own; only the VPC, its endpoints and the image repository are for both',
  types: [],
  *judgeGraph(graph) {
    const users = new Map<Resource, Map<DatabaseClass, Resource>>();
    const find = finder(graph);
    for (const resource of graph.resources) {
      const databaseClass = classOf(resource);
      if (databaseClass === undefined || resource.type.startsWith('pulumi:')) continue;
      for (const used of find(resource)) {
        const owner = classOf(used);
        if (owner !== undefined && owner !== databaseClass) {
          yield violation(resource, `it is ${databaseClass}’s, and names ${owner}’s ${nounOf(used)} ${used.name}`);
        }
        if (owner === undefined && used.type in ownTypes) {
          users.set(used, (users.get(used) ?? new Map<DatabaseClass, Resource>()).set(databaseClass, resource));
        }
      }
    }
    for (const [shared, by] of users) {
      if (by.size < 2 || isForBoth[shared.type]?.(graph, shared)) continue;
      const names = [...by].map(([databaseClass, { name }]) => `${databaseClass} (${name})`);
      yield violation(shared, `the ${nounOf(shared)} is used by ${names.join(' and ')}`);
    }
  },
};

/** Finds the resources that a resource names, by whole values, by ARNs inside of texts, and by what went into unknowns. */
function finder(graph: Graph): (resource: Resource) => Set<Resource> {
  const byIdentifier = new Map<string, Resource[]>();
  for (const resource of graph.resources) {
    for (const identifier of identifiersOf(resource)) {
      byIdentifier.set(identifier, [...(byIdentifier.get(identifier) ?? []), resource]);
    }
  }
  const byUrn = new Map(graph.resources.map((resource) => [resource.urn, resource]));
  const identifiers = [...byIdentifier.keys()];
  const arns = identifiers.filter((identifier) => longEnoughToBeFound.test(identifier));
  return (resource) => {
    const found = new Set<Resource>();
    const add = (others: readonly Resource[] | undefined) => others?.forEach((other) => found.add(other));
    const own = new Set(identifiersOf(resource));
    for (const [key, value] of Object.entries(resource.properties)) {
      for (const text of textsIn(value)) {
        if (own.has(text)) continue;
        add(byIdentifier.get(text));
        if (isPattern.test(text)) identifiers.filter(covers(text)).forEach((one) => add(byIdentifier.get(one)));
        if (text.includes('arn:'))
          arns.filter((arn) => text.includes(arn)).forEach((arn) => add(byIdentifier.get(arn)));
      }
      if (holdsUnknown(value)) {
        add(resource.propertyDependencies[key]?.flatMap((urn) => byUrn.get(urn) ?? []));
      }
    }
    found.delete(resource);
    return found;
  };
}

/** Whether a pattern reaches what goes by this name, or anything in it. */
function covers(pattern: string): (identifier: string) => boolean {
  const literal = pattern.split(/[*?]/, 1)[0]!;
  return (identifier) =>
    (identifier.startsWith(literal) || literal.startsWith(identifier)) &&
    [identifier, `${identifier}/any`, `${identifier}:any`].some((name) => matches(pattern, name));
}

/** All texts of a value, and of the JSON that is in it; of documents, what they say about things, not who is denied them. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value;
    yield* textsIn(jsonIn(value));
  } else if (typeof value === 'object' && value !== null) {
    const statement = value as { Effect?: unknown; Condition?: unknown };
    if (statement.Effect === 'Deny') return;
    const isByAlias = JSON.stringify(statement.Condition)?.includes('kms:ResourceAliases') === true;
    for (const [key, inner] of Object.entries(value)) {
      // Which key of all it is, the condition says: its alias is among the texts.
      if (key === 'Resource' && isByAlias) continue;
      // Whose call it is, an ARN of a condition may say as widely as it likes: what it calls for is the resource.
      for (const text of textsIn(inner)) if (key !== 'Condition' || !/^arn:.*[*?]/.test(text)) yield text;
    }
  }
}

function identifiersOf({ id, type, properties }: Resource): string[] {
  const { arn, keyId, name, bucket, identifier, clusterIdentifier } = properties;
  const isTheBucket = type.endsWith(':Bucket') || type.endsWith(':BucketV2');
  const named = nameIsIdentifier.test(type) ? [isTheBucket ? bucket : name] : [];
  const database = /^aws:rds\/(instance|cluster):/.test(type) ? [identifier, clusterIdentifier] : [];
  const known = [...database, id, arn, type.startsWith('aws:kms/key:') ? keyId : undefined, ...named];
  return known.filter((value) => typeof value === 'string' && value !== '') as string[];
}

function nounOf({ type }: Resource): string {
  return ownTypes[type] ?? type.split(':').at(-1)!;
}
