import type { Snapshot } from '../snapshot.ts';
import { type Branch, columns, folded } from './layout.ts';

/** The resources of a project by AWS’s service and by type; names are folded to a line unless all are asked for. */
export function resourceTree(project: string, { resources }: Snapshot, options: { all: boolean }): Branch {
  const byService = new Map<string, Map<string, string[]>>();
  for (const [key, { protect }] of Object.entries(resources)) {
    const [type = '', name = ''] = key.split(' ');
    const service = serviceOf(type);
    const kind = type.split(':').at(-1)!;
    const byKind = byService.get(service) ?? new Map<string, string[]>();
    byKind.set(kind, [...(byKind.get(kind) ?? []), protect === true ? `${name}*` : name]);
    byService.set(service, byKind);
  }
  const services = [...byService].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    label: `${project}  ${Object.keys(resources).length} resources`,
    branches: services.map(([service, byKind]) => ({
      label: service,
      branches: [...byKind].map(([kind, names]) => kindBranch(kind, names, options)),
    })),
  };
}

/** Three levels of a tree stand before the line. */
const indentOfKind = 9;

function kindBranch(kind: string, names: readonly string[], { all }: { all: boolean }): Branch {
  const head = names.length === 1 ? kind : `${kind} (${names.length})`;
  if (!all) return { label: folded(head, names, columns - indentOfKind) };
  return { label: head, branches: names.map((label) => ({ label })) };
}

/** `aws:rds/instance:Instance` is of rds; a provider and a stack reference are of pulumi. */
function serviceOf(type: string): string {
  if (type.startsWith('pulumi:')) return 'pulumi';
  return type.split(':')[1]!.split('/')[0]!;
}
