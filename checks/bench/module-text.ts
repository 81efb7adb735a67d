import type { Random } from './random.ts';
import { nouns, verbs } from './vocabulary.ts';

export function fileName(random: Random): string {
  return `${random.pick(verbs)}-${random.pick(nouns)}-${random.pick(nouns)}`;
}

interface Names {
  value: string;
  other: string;
  type: string;
  verb: string;
}

/** What people's modules are made of; each section is complete in itself, so that any order of them is a module. */
const sections: ((names: Names, random: Random) => string)[] = [
  ({ value, other, type }, random) => `/** One ${value} as the ${other} page shows it. */
export interface ${type} {
  id: string;
  name: string;
  ${other}Ids: readonly string[];
  position: ${random.pick(['number', 'number | null', "'first' | 'last'"])};
  createdAt: Date;
  archived?: boolean;
}
`,
  (
    { value, other, type, verb },
    random,
  ) => `export async function ${verb}${type}(${value}Id: string, limit = ${random.integer(5, 200)}): Promise<string[]> {
  const response = await fetch(\`/api/${value}s/\${encodeURIComponent(${value}Id)}/${other}s?limit=\${limit}\`);
  if (!response.ok) {
    // The list is shown without these; whoever looks again in a minute gets them.
    console.warn('could not ${verb} ${value}', response.status);
    return [];
  }
  const body = (await response.json()) as { items: { id: string; title: string }[] };
  return body.items.filter((item) => item.title !== '').map((item) => item.id);
}
`,
  ({ value, other, type, verb }, random) => `export class ${type}${random.pick(['Store', 'Queue', 'List', 'Index'])} {
  readonly #${value}s = new Map<string, { ${other}: string; seenAt: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  ${verb}(id: string, ${other}: string): void {
    const known = this.#${value}s.get(id);
    if (known !== undefined && known.${other} === ${other}) return;
    this.#${value}s.set(id, { ${other}, seenAt: this.now() });
  }

  *olderThan(milliseconds: number): Iterable<string> {
    for (const [id, { seenAt }] of this.#${value}s) if (this.now() - seenAt > milliseconds) yield id;
  }
}
`,
  ({ value, other, verb, type }, random) => `const ${verb}${type}Labels: Record<string, string> = {
  ${value}: '${random.pick(['New', 'Open', 'Shared', 'Hidden'])} ${value}',
  ${other}: 'All ${other}s of this ${value}',
  empty: "There is no ${value} yet. Add the first one, or import them from a file.",
  loading: 'One moment, please …',
};
`,
  ({
    value,
    other,
    type,
    verb,
  }) => `/** Puts the ${value}s in order: pinned ones first, then by ${other}, then by name. */
export function ${verb}${type}s<Item extends { pinned: boolean; ${other}: number; name: string }>(${value}s: readonly Item[]): Item[] {
  return [...${value}s].sort((left, right) => {
    if (left.pinned !== right.pinned) return left.pinned ? -1 : 1;
    return left.${other} - right.${other} || left.name.localeCompare(right.name);
  });
}
`,
  ({ value, other, type }, random) => `export const ${value}${type}Defaults = {
  pageSize: ${random.integer(10, 100)},
  ${other}s: ['${random.pick(nouns)}', '${random.pick(nouns)}', '${random.pick(nouns)}'],
  refreshSeconds: ${random.integer(10, 900)},
  pattern: /^[a-z]{2,${random.integer(3, 40)}}(?:-[a-z0-9]+)*$/,
  ratio: 0.${random.integer(1000000, 9999999)},
} as const;
`,
  (
    { value, other, type, verb },
    random,
  ) => `function ${verb}Of${type}(${value}: { ${other}: string | null; total: number }): string {
  switch (${value}.${other}) {
    case null:
      return 'none';
    case '${random.pick(nouns)}':
      return \`\${${value}.total.toFixed(2)} of ${other}\`;
    default:
      // Kept as it is: the ${other} may be one that this version does not know.
      return ${value}.${other};
  }
}
`,
];

/** A module of about `size` characters: imports first, then sections; each of `extras` stands somewhere among them. */
export function moduleText(random: Random, size: number, imports: readonly string[], extras: readonly string[] = []) {
  const parts: string[] = [];
  let length = 0;
  for (let index = 0; length < size; index += 1) {
    const value = random.pick(nouns);
    const part = random.pick(sections)(
      { value, other: random.pick(nouns), type: `${capital(value)}${index}`, verb: random.pick(verbs) },
      random,
    );
    parts.push(part);
    length += part.length;
  }
  for (const extra of extras) parts.splice(random.integer(0, parts.length), 0, extra);
  return `${imports.join('\n')}${imports.length > 0 ? '\n\n' : ''}${parts.join('\n')}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
