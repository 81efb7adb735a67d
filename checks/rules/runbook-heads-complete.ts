import { isScalar } from 'yaml';
import { constantOf } from '../house/constant.ts';
import { pageIn } from '../house/page.ts';
import { isRunbook, pageName } from '../house/runbooks.ts';
import { compiler, type Source } from '../repository/source.ts';
import type { Breach, LocalBreach, Rule } from '../rule.ts';
import { pairsOf, yamlTrees } from '../syntax/yaml.ts';

interface HeadFacts {
  /** The names of alarms and where each stands, in policies/alarms.ts. */
  alarms?: { name: string; start: number; end: number }[];
  reviewEveryDays?: number;
  page?: Head;
}

interface Head {
  /** Scalars of the front matter, by key. */
  values: Record<string, { text: string; start: number; end: number }>;
  /** The other keys. */
  lists: string[];
  start: number;
  end: number;
  runs: boolean;
}

const alarmsPath = 'policies/alarms.ts';
const intervalPath = 'policies/runbooks.ts';

/** Every runbook says what it is for, who owns it, when it was read last; every alarm has one. */
export const runbookHeadsComplete: Rule<HeadFacts> = {
  id: 'runbook-heads-complete',
  house: true,
  why: 'Whoever is woken opens the page that the alarm names: it has to be there, to have an owner, and to have been true lately.',
  reads: (path) => isRunbook(path) || path === alarmsPath || path === intervalPath,
  mentions: () => true,
  extract(source) {
    if (source.path === alarmsPath) return { alarms: alarmsIn(source) };
    if (source.path === intervalPath) return { reviewEveryDays: intervalIn(source) };
    return { page: headIn(source.text) };
  },
  *judge(facts, _repository, today) {
    const alarms = facts.get(alarmsPath)?.alarms ?? [];
    const interval = facts.get(intervalPath)?.reviewEveryDays;
    const pages = [...facts].flatMap(([file, { page }]) => (page === undefined ? [] : [{ file, page }]));
    const first = new Map<string, string>();
    for (const { file, page } of pages) {
      const name = pageName(file);
      const breaches = [
        ...nameBreaches(page, name, alarms),
        ...dateBreaches(page, interval, today),
        ...otherBreaches(page),
      ];
      yield* breaches.map((breach) => ({ ...breach, file }));
      const twin = first.get(name);
      if (twin !== undefined) {
        const fix = 'rename one: an alarm and `bulkhead runbook` know a page by its name alone';
        yield { file, start: 0, end: 3, problem: `${twin} is called ${name} as well`, fix };
      }
      first.set(name, file);
    }
    yield* pageless(alarms, pages);
  },
};

function* pageless(
  alarms: NonNullable<HeadFacts['alarms']>,
  pages: readonly { file: string; page: Head }[],
): Iterable<Breach> {
  const heads = new Set(pages.map(({ page }) => page.values['alarm']?.text));
  for (const { name, start, end } of alarms) {
    if (heads.has(name)) continue;
    const fix = `write runbooks/${name}.md, as its neighbours are`;
    yield { file: alarmsPath, start, end, problem: `the alarm ${name} has no page`, fix };
  }
}

function alarmsIn({ nodes }: Source): NonNullable<HeadFacts['alarms']> {
  const ts = compiler();
  const declared = nodes.find((node) => ts.isVariableDeclaration(node) && node.name.getText() === 'alarms');
  let value = declared !== undefined && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
  while (value !== undefined && (ts.isSatisfiesExpression(value) || ts.isAsExpression(value))) value = value.expression;
  if (value === undefined || !ts.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap(({ name }) =>
    name !== undefined && (ts.isStringLiteral(name) || ts.isIdentifier(name))
      ? [{ name: name.text, start: name.getStart(), end: name.end }]
      : [],
  );
}

function intervalIn({ nodes }: Source): number {
  const ts = compiler();
  for (const node of nodes) {
    if (ts.isVariableDeclaration(node) && node.name.getText() === 'reviewEveryDays' && node.initializer !== undefined)
      return constantOf(node.initializer) ?? 0;
  }
  return 0;
}

function headIn(text: string): Head {
  const { head, fences } = pageIn(text);
  const runs = fences.some(({ info }) => info.text.endsWith(' run'));
  if (head === undefined) return { values: {}, lists: [], start: 0, end: Math.min(3, text.length), runs };
  const found: Head = { values: {}, lists: [], start: head.start, end: head.end, runs };
  const [tree] = yamlTrees(text.slice(0, head.start).replaceAll(/[^\n]/g, ' ').replaceAll(/ /g, '\n') + head.text);
  for (const { key, value } of pairsOf(tree)) {
    if (isScalar<unknown>(value) && value.range)
      found.values[key] = { text: String(value.value), start: value.range[0], end: value.range[1] };
    else found.lists.push(key);
  }
  return found;
}

function nameBreaches(head: Head, name: string, alarms: NonNullable<HeadFacts['alarms']>): LocalBreach[] {
  const { alarm, procedure } = head.values;
  const named = alarm ?? procedure;
  if (named === undefined || (alarm !== undefined && procedure !== undefined)) {
    const fix = `say \`alarm: ${name}\` or \`procedure: ${name}\``;
    return [{ start: head.start, end: head.end, problem: 'the head says not one of alarm and procedure', fix }];
  }
  const { start, end } = named;
  if (named.text !== name)
    return [{ start, end, problem: `the page is ${name}, and says ${named.text}`, fix: `say ${name}` }];
  if (alarm === undefined || alarms.some((one) => one.name === name)) return [];
  return [{ start, end, problem: `${alarmsPath} has no alarm ${name}`, fix: 'take the page out, or add the alarm' }];
}

function dateBreaches({ values, start, end }: Head, interval: number | undefined, today: string): LocalBreach[] {
  const { reviewed } = values;
  if (reviewed === undefined) return [missing({ start, end }, 'reviewed')];
  const place = { start: reviewed.start, end: reviewed.end };
  const day = /^\d{4}-\d\d-\d\d$/.test(reviewed.text) ? Date.parse(reviewed.text) : NaN;
  if (Number.isNaN(day)) return [{ ...place, problem: 'this is no day', fix: 'write YYYY-MM-DD' }];
  if (reviewed.text > today) return [{ ...place, problem: 'this day has not been', fix: 'say when it was read last' }];
  const days = (Date.parse(today) - day) / 86_400_000;
  if (interval === undefined || days <= interval) return [];
  const problem = `nobody has reviewed this page for ${days} days, and ${interval} are the most`;
  return [{ ...place, problem, fix: 'read it, try its commands, mend it, and write the day down' }];
}

const severities = ['CRITICAL', 'HIGH', 'PLANNED'];

function otherBreaches(head: Head): LocalBreach[] {
  const { severity, scene } = head.values;
  const breaches = (['owner', 'severity'] as const)
    .filter((key) => (head.values[key]?.text ?? '') === '')
    .map((key) => missing(head, key));
  if (severity !== undefined && severity.text !== '' && !severities.includes(severity.text)) {
    const { start, end, text } = severity;
    breaches.push({ start, end, problem: `${text} is no severity`, fix: `say ${severities.join(', ')}` });
  }
  if (!head.lists.includes('numbers')) breaches.push(missing(head, 'numbers'));
  if (head.runs && scene === undefined) breaches.push(missing(head, 'scene'));
  if (!head.runs && scene !== undefined) {
    const fix = 'take the scene out, or mark what is run';
    breaches.push({ start: scene.start, end: scene.end, problem: 'nothing on this page is run', fix });
  }
  return breaches;
}

function missing({ start, end }: { start: number; end: number }, key: string): LocalBreach {
  return { start, end, problem: `the head has no ${key}`, fix: `add \`${key}: …\`` };
}
