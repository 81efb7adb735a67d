import type { Graph } from './graph.ts';
import { unverifiable, type Verdict } from './policy.ts';
import { type Statement, statementsAt } from './policy-document.ts';
import { type Resource, unknown, valueAt } from './resource.ts';

const roleType = 'aws:iam/role:Role';
const policyType = 'aws:iam/policy:Policy';
const rolePolicyType = 'aws:iam/rolePolicy:RolePolicy';

/** What holds a document that says what somebody may do. */
export const grantTypes: readonly string[] = [
  roleType,
  policyType,
  rolePolicyType,
  'aws:iam/userPolicy:UserPolicy',
  'aws:iam/groupPolicy:GroupPolicy',
];

/** What gives a managed policy to a role, and by which property it says to which. */
const attachments: Readonly<Record<string, string>> = {
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': 'role',
  'aws:iam/policyAttachment:PolicyAttachment': 'roles',
};

/** Where the documents of such a resource are: a role has any number of its own, the others one. */
export function documentPathsOf(resource: Resource): string[] {
  if (resource.type !== roleType) return ['policy'];
  const inline = valueAt(resource, 'inlinePolicies');
  if (inline === unknown) return ['inlinePolicies'];
  return Array.isArray(inline) ? inline.map((_, index) => `inlinePolicies.${index}.policy`) : [];
}

/**
 * All that a role’s own and attached documents say. AWS’s own policies are not in the graph, and not read. Whose a
 * document is that names no role yet, `strayGrantsIn` says.
 */
export function* statementsOf(graph: Graph, role: Resource): Generator<Verdict, readonly Statement[]> {
  const documents = documentPathsOf(role).map((path) => ({ holder: role, path }));
  for (const holder of graph.pointingAt(role, [rolePolicyType], 'role')) documents.push({ holder, path: 'policy' });
  for (const holder of attachedTo(graph, role)) documents.push({ holder, path: 'policy' });
  const statements: Statement[] = [];
  for (const { holder, path } of documents) statements.push(...((yield* statementsAt(holder, path)) ?? []));
  return statements;
}

/** Documents and attachments of which nobody knows yet whose they are, or what is attached. */
export function* strayGrantsIn(graph: Graph): Generator<Verdict> {
  const links = { [rolePolicyType]: ['role'], [roleType]: ['managedPolicyArns'] } as Record<string, string[]>;
  for (const [type, role] of Object.entries(attachments)) links[type] = [role, 'policyArn'];
  for (const [type, paths] of Object.entries(links)) {
    for (const resource of graph.ofType(type)) {
      for (const path of paths) {
        if (valueAt(resource, path) === unknown && graph.targets(resource, path).length === 0) {
          yield unverifiable(resource, path);
        }
      }
    }
  }
}

function attachedTo(graph: Graph, role: Resource): Resource[] {
  const attached = Object.entries(attachments).flatMap(([type, path]) => graph.pointingAt(role, [type], path));
  const targets = attached.flatMap((attachment) => graph.targets(attachment, 'policyArn'));
  return [...targets, ...graph.targets(role, 'managedPolicyArns')].filter(({ type }) => type === policyType);
}
