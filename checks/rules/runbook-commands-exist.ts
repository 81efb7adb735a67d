import { type CommandWords, commandTableIn, commandWordsIn } from '../house/command-words.ts';
import { pageIn, type Part } from '../house/page.ts';
import type { Repository } from '../repository/repository.ts';
import type { LocalBreach, Rule } from '../rule.ts';
import { at, entriesOf, looseJsonTree } from '../syntax/json.ts';

interface CommandFacts {
  /** bulkhead.ts: the module of each command. */
  table?: Record<string, string>;
  /** A snapshot of infra/: what the names of its resources end in. */
  resources?: string[];
  calls?: Call[];
  /** Names of AWS resources, without what every one of them begins with. */
  named?: Part[];
  /** Fences that do not say what they are, or do not end. */
  fences?: LocalBreach[];
}

/** A command of ours or a script of package.json. */
interface Call extends Part {
  program: 'bulkhead' | 'npm run';
}

const tablePath = 'bulkhead.ts';
/** What on-call makes itself, beside what the programs make. */
const madeByHand = ['restored'];

/** Every command, flag and resource that a runbook names is there. */
export const runbookCommandsExist: Rule<CommandFacts> = {
  id: 'runbook-commands-exist',
  house: true,
  why: 'A command that was renamed lives on in the page that on-call copies it from, and fails them when it has to work.',
  reads: (path) => isRead(path) || path === tablePath || /^infra\/preview\/snapshot\/[^/]+\.json$/.test(path),
  mentions: () => true,
  extract(source) {
    if (source.path === tablePath) return { table: commandTableIn(source) };
    if (source.path.endsWith('.json'))
      return { resources: [...new Set(namesIn(source.text, 0).map(({ text }) => text))] };
    const { fences, codes } = pageIn(source.text);
    const parts = [...fences.map((fence) => ({ ...fence, text: source.text.slice(fence.start, fence.end) })), ...codes];
    const isPage = source.path.startsWith('runbooks/') && !source.path.startsWith('runbooks/decisions/');
    return {
      calls: parts.flatMap(({ text, start }) => callsIn(text, sourceStart(source.text, text, start))),
      named: isPage ? parts.flatMap(({ text, start }) => namesIn(text, sourceStart(source.text, text, start))) : [],
      fences: isPage ? fences.flatMap((fence) => fenceBreaches(fence, source.text)) : [],
    };
  },
  *judge(facts, repository) {
    const table = facts.get(tablePath)?.table ?? {};
    const resources = [...facts.values()].flatMap((one) => one.resources ?? []);
    const scripts = scriptsOf(repository);
    const wordsOf = (path: string) => repository.extract('command words', path, commandWordsIn);
    for (const [file, { calls = [], named = [], fences = [] }] of facts) {
      yield* fences.map((breach) => ({ ...breach, file }));
      for (const { text, start, end, program } of calls) {
        const breach = program === 'npm run' ? judgeScript(text, scripts) : judgeCommand(text, table, wordsOf);
        if (breach !== undefined) yield { ...breach, file, start, end };
      }
      for (const { text, start, end } of named) {
        if (madeByHand.includes(text) || resources.some((one) => `${one}-`.startsWith(`${text}-`))) continue;
        const problem = `no program of infra/ makes a resource whose name ends in ${text}`;
        yield { file, start, end, problem, fix: 'take the name from infra/preview/snapshot/' };
      }
    }
  },
};

function isRead(path: string): boolean {
  return path === 'README.md' || (path.startsWith('runbooks/') && path.endsWith('.md'));
}

/** Where a part's own text begins: behind the backticks, for code within a line. */
function sourceStart(page: string, text: string, start: number): number {
  return Math.max(start, page.indexOf(text, start));
}

function fenceBreaches({ info, start, end }: Part & { info: Part }, text: string): LocalBreach[] {
  const place = { start: info.start, end: info.end };
  if (!/^[a-z]+ (?:run|cloud|example)$/.test(info.text)) {
    const fix = 'say its language and one of run, cloud and example: ```sh run';
    return [{ ...place, problem: 'this fence does not say what it is', fix }];
  }
  if (/\n\s*(?:```|~~~)\s*$/.test(text.slice(start - 1, end))) return [];
  return [{ ...place, problem: 'this fence does not end', fix: 'end it with ```' }];
}

function callsIn(text: string, offset: number): Call[] {
  // A line that goes on is one command; as many characters as before, so that places stay.
  const whole = text.replaceAll('\\\n', '  ');
  const ours = [...whole.matchAll(/(?<=\.\/bulkhead )[^`\n#|;&)>]+|(?<=^task [\w-]+ )[^`\n#|;&)>]+/gm)];
  const scripts = [...whole.matchAll(/(?<=\bnpm run (?:--silent )?)[\w:-]+/gm)];
  return [
    ...ours.map((match) => callAt('bulkhead', match, offset)),
    ...scripts.filter(([name]) => !name.startsWith('-')).map((match) => callAt('npm run', match, offset)),
  ];
}

function callAt(program: Call['program'], { 0: found, index }: RegExpExecArray, offset: number): Call {
  const text = found.trimEnd();
  return { program, text, start: offset + index, end: offset + index + text.length };
}

function namesIn(text: string, offset: number): Part[] {
  const names = /(?:\$STACK|bulkhead-(?:billing|main)-(?:production|staging))-([a-z]+(?:-[a-z]+)*)/g;
  return [...text.matchAll(names)].map(({ 0: all, 1: name = '', index }) => {
    const end = offset + index + all.length;
    return { text: name, start: end - name.length, end };
  });
}

type Verdict = Pick<LocalBreach, 'problem' | 'fix'> | undefined;

function judgeScript(name: string, scripts: readonly string[]): Verdict {
  if (scripts.includes(name)) return undefined;
  return { problem: `package.json has no script ${name}`, fix: `one of its own: ${scripts.join(', ')}` };
}

function judgeCommand(
  text: string,
  table: Record<string, string>,
  wordsOf: (path: string) => CommandWords | undefined,
): Verdict {
  const [name = '', ...words] = text.replaceAll(/"[^"]*"|'[^']*'/g, 'TEXT').split(/\s+/);
  if (name.startsWith('-')) return undefined;
  // `COMMAND`, `$1`: a place that the reader fills in.
  if (!/^[a-z]/.test(name)) return undefined;
  const path = Object.hasOwn(table, name) ? table[name] : undefined;
  if (path === undefined) return { problem: `bulkhead has no command ${name}`, fix: `see the table of ${tablePath}` };
  const { flags, subcommands } = wordsOf(path) ?? { flags: [], subcommands: [] };
  const flag = words
    .map((word) => word.split('=')[0]!)
    .find((word) => word.startsWith('--') && word !== '--' && word !== '--help' && !flags.includes(word));
  if (flag !== undefined) return { problem: `bulkhead ${name} has no ${flag}`, fix: `it has ${flags.join(', ')}` };
  const [first] = words;
  if (subcommands.length === 0 || first === undefined || !/^[a-z]/.test(first) || subcommands.includes(first))
    return undefined;
  return { problem: `bulkhead ${name} has no command ${first}`, fix: `it has ${subcommands.join(', ')}` };
}

function scriptsOf(repository: Repository): string[] {
  const tree = looseJsonTree(repository.text('package.json') ?? '');
  return tree === undefined ? [] : entriesOf(at(tree, 'scripts')).map(({ key }) => key);
}
