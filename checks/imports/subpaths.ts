import { asRecord } from '../syntax/json.ts';

const depthMax = 10;

/**
 * What `exports` or `imports` of a package.json gives for a subpath (`.`, `./x`, `#x`): the targets of all conditions,
 * because any of them may be the one that is used. The most specific pattern decides.
 * https://nodejs.org/api/packages.html#subpath-patterns
 */
export function subpathTargets(map: unknown, subpath: string): string[] {
  const table = asRecord(map);
  const keys = Object.keys(table).filter((key) => key.startsWith('.') || key.startsWith('#'));
  if (keys.length === 0) return subpath === '.' ? leaves(map) : [];
  if (keys.includes(subpath) && !subpath.includes('*')) return leaves(table[subpath]);
  const [best] = keys
    .flatMap((pattern) => matchPattern(pattern, subpath) ?? [])
    .sort((a, b) => b.pattern.length - a.pattern.length);
  return best === undefined ? [] : leaves(table[best.pattern]).map((target) => target.replaceAll('*', () => best.star));
}

/** What `*` stands for where a text matches a pattern with one. */
export function matchPattern(pattern: string, text: string): { pattern: string; star: string } | undefined {
  const [head = '', tail] = pattern.split('*');
  if (tail === undefined) return undefined;
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return undefined;
  return { pattern, star: text.slice(head.length, text.length - tail.length) };
}

function leaves(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (depth > depthMax) return [];
  return Object.values(Array.isArray(value) ? value : asRecord(value)).flatMap((one) => leaves(one, depth + 1));
}
