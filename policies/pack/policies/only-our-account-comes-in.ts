import type { Graph } from '../graph.ts';
import { type Policy, unverifiable, type Verdict, violation } from '../policy.ts';
import { allows, meansEverybody, namesAnAccount, type Statement, statementsAt } from '../policy-document.ts';
import { isSet, type Resource, valueAt } from '../resource.ts';
import { origins } from '../origins.ts';
import { jsonIn } from '../json-text.ts';

/** What holds a document that says who may come to a thing, and where. */
const documents: Readonly<Record<string, string>> = {
  'aws:backup/vaultPolicy:VaultPolicy': 'policy',
  'aws:cloudwatch/logResourcePolicy:LogResourcePolicy': 'policyDocument',
  'aws:ecr/repositoryPolicy:RepositoryPolicy': 'policy',
  'aws:s3/bucket:Bucket': 'policy',
  'aws:s3/bucketV2:BucketV2': 'policy',
  'aws:s3/bucketPolicy:BucketPolicy': 'policy',
  'aws:secretsmanager/secret:Secret': 'policy',
  'aws:secretsmanager/secretPolicy:SecretPolicy': 'policy',
};

const accountInArn = /arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:(\d{12}):/g;
const account = /^\d{12}$/;
/** Keys whose value is an account by its bare number. */
const accountKey = /^AWS$|account|owner|userIds/i;

export const onlyOurAccountComesIn: Policy = {
  id: 'only-our-account-comes-in',
  requirement: 'Nothing names another AWS account, and no document lets in every account.',
  reason: 'One ARN in a bucket’s policy copies every dump to where no lock, key or log of ours is.',
  source: 'PCI DSS 7.2.1, 1.4.4; SOC 2 CC6.1, CC6.6; AWS Security Hub S3.6; GDPR 32(1)(b)',
  mend: 'take the other account out; what has to leave the account leaves by a program that logs it',
  types: [],
  *judgeGraph(graph) {
    const unsaid = new Set<string>();
    for (const resource of graph.resources.filter(({ type }) => type.startsWith('aws:'))) {
      const ours = accountsIn(resource.provider['allowedAccountIds']);
      if (ours.size === 0) {
        // One line a project is enough: they have one provider.
        if (!unsaid.has(resource.project)) yield unverifiable(resource, 'the provider’s allowedAccountIds');
        unsaid.add(resource.project);
      } else {
        const strangers = [...accountsIn(withoutOrigin(resource))].filter((one) => !ours.has(one));
        if (strangers.length > 0)
          yield violation(resource, `it names the account ${strangers.join(', ')}, which is not ours`);
      }
    }
    for (const [type, path] of Object.entries(documents)) yield* judgeDocuments(graph, type, path);
  },
};

function* judgeDocuments(graph: Graph, type: string, path: string): Generator<Verdict> {
  for (const resource of graph.ofType(type)) {
    if (!isSet(valueAt(resource, path))) continue;
    for (const statement of ((yield* statementsAt(resource, path)) ?? []).filter(allows)) {
      if (!isForEverybody(statement)) continue;
      yield violation(resource, `${path} allows everybody without a condition that names an account`);
    }
  }
}

function isForEverybody(statement: Statement): boolean {
  return (meansEverybody(statement) || statement.hasNotPrincipal) && !namesAnAccount(statement);
}

function withoutOrigin({ type, properties }: Resource): unknown {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => key !== origins[type]));
}

/** The accounts that a value names: in ARNs, also inside of texts, and bare where the key says so. */
function accountsIn(value: unknown, key = 'account'): Set<string> {
  if (typeof value === 'string') return accountsInText(value, key);
  if (typeof value !== 'object' || value === null) return new Set();
  const isList = Array.isArray(value);
  return new Set(Object.entries(value).flatMap(([inner, of]) => [...accountsIn(of, isList ? key : inner)]));
}

function accountsInText(text: string, key: string): Set<string> {
  const inArns = [...text.matchAll(accountInArn)].map((match) => match[1]!);
  const bare = accountKey.test(key) && account.test(text) ? [text] : [];
  return new Set([...inArns, ...bare, ...accountsIn(jsonIn(text), key)]);
}
