import { Document, isScalar, visit } from 'yaml';

/** A number or list of policies/, by the name that controls and runbooks use, and what it is now. */
export interface PolicyValue {
  name: string;
  /** Null where there is none of that name. */
  value: string | null;
}

/** Reads `policies/backup.ts#backups.billing.keepDays` from the module itself, so that the site cannot say an older number. */
export async function readPolicyValue(name: string): Promise<PolicyValue> {
  const [, module, keys] = /^policies\/([\w-]+)\.ts#([\w.]+)$/.exec(name) ?? [];
  if (module === undefined || keys === undefined) return { name, value: null };
  let value: unknown = await import(`../../policies/${module}.ts`);
  for (const key of keys.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
  return { name, value: value === undefined ? null : textOf(value) };
}

/** As YAML, what belongs together on one line: a reader needs no brackets. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const document = new Document(JSON.parse(JSON.stringify(value, plain)));
  visit(document, {
    Map: (_, map) => {
      map.flow = map !== document.contents && map.items.every((pair) => isScalar(pair.value));
    },
    Seq: (_, list) => {
      list.flow = list.items.every((item) => isScalar(item));
    },
  });
  return document.toString({ lineWidth: 100 }).trimEnd();
}

/** What JSON has no form for: a function is said to be one, a set is its list. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === 'function') return 'decided by a function';
  if (value instanceof Set) return [...(value as Set<unknown>)];
  if (value instanceof RegExp) return value.source;
  return value;
}
