import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const head = 'owner: somebody\nreviewed: 2026-11-20\nseverity: HIGH\nnumbers: []\nscene: any\n';
const page = `---\nprocedure: try\n${head}---\n\n# Try it\n
First.\n\n\`\`\`sh run\nname=kept\n\`\`\`\n
Second.\n\n\`\`\`sh run\necho "it was $name and printed"\n\`\`\`\n
Third.\n\n\`\`\`sh run\necho begun; $WALK_WAITS\n\`\`\`\n`;

let folder: string;
let running: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-walk-'));
  writeFileSync(join(folder, 'try.md'), page);
});
afterEach(() => {
  running?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const journalFolder = () => join(folder, 'journal');
const entries = () =>
  readdirSync(journalFolder())
    .flatMap((name) => readFileSync(join(journalFolder(), name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { step: number | null; what: string; exitCode?: number; reason?: string });
const settled = () => entries().map(({ step, what }) => `${step ?? '-'} ${what}`);

/** A question is drawn anew once it is answered, so each step is waited for first. Walks in a real terminal: for each pair, waits for the text and then types. Returns what was seen, and the exit code. */
async function walkInTerminal(typed: [waitFor: string, type: string][], waits = 'true', words: string[] = []) {
  const call = ['./bulkhead', 'runbook', join(folder, 'try.md'), '--journal', journalFolder(), ...words].join(' ');
  const terminal = spawn('script', ['--quiet', '--return', '--command', `exec ${call}`, '/dev/null'], {
    cwd: root,
    env: { ...process.env, BULKHEAD_EVIDENCE_STORE: `file:${folder}/evidence`, WALK_WAITS: waits, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running = terminal;
  let seen = '';
  let from = 0;
  const left = [...typed];
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen += text;
    for (let next = left[0]; next !== undefined && seen.includes(next[0], from); next = left[0]) {
      from = seen.indexOf(next[0], from) + next[0].length;
      terminal.stdin.write(next[1]);
      left.shift();
    }
  });
  const code = await new Promise<number | null>((resolve) => terminal.once('close', resolve));
  return { seen, code };
}

test('a page is walked in one bash: run, skipped with a reason, and written down without what commands print', async () => {
  const { seen, code } = await walkInTerminal([
    ['1 of 3', ''],
    ['What now?', '\r'],
    ['2 of 3', ''],
    ['What now?', '\r'],
    ['3 of 3', ''],
    ['What now?', 's\r'],
    ['Why?', 'not today\r'],
  ]);
  expect(seen).toContain('it was kept and printed');
  expect(code).toBe(0);
  expect(settled()).toEqual(['- began', '1 running', '1 done', '2 running', '2 done', '3 skipped', '- ended']);
  expect(entries().find(({ what }) => what === 'skipped')?.reason).toBe('not today');
  const [name] = readdirSync(journalFolder());
  expect(readFileSync(join(journalFolder(), name!), 'utf8')).not.toContain('it was kept');
  expect(statSync(join(journalFolder(), name!)).mode & 0o777).toBe(0o600);
});

test('a walk leaves a record of evidence with what was skipped', async () => {
  await walkInTerminal([
    ['1 of 3', ''],
    ['What now?', 's\r'],
    ['Why?', 'x\r'],
    ['2 of 3', ''],
    ['What now?', 'd\r'],
    ['3 of 3', ''],
    ['What now?', 'd\r'],
  ]);
  const record = JSON.parse(readFileSync(join(folder, 'evidence/records/000000001.json'), 'utf8'));
  expect(record).toMatchObject({ kind: 'runbook', result: 'passed' });
  expect(record.facts).toEqual({ page: 'try', steps: 3, skipped: 1, failed: 0 });
});

test('a command that fails shows its exit code, is asked about, and fails the walk', async () => {
  const { seen, code } = await walkInTerminal(
    [
      ['1 of 3', ''],
      ['What now?', '\r'],
      ['2 of 3', ''],
      ['What now?', 'd\r'],
      ['3 of 3', ''],
      ['What now?', '\r'],
      ['ended with 7', 'g\r'],
    ],
    'eval (exit 7)',
    ['--from', '1'],
  );
  expect(seen).toContain('exit code 7');
  expect(code).toBe(1);
  expect(settled().slice(-4)).toEqual(['2 done-by-hand', '3 running', '3 failed', '- ended']);
});

test('a walk that was killed in the middle of a command goes on at that step, and says so', async () => {
  const killed = 'eval kill -9 $PPID';
  await walkInTerminal(
    [
      ['1 of 3', ''],
      ['What now?', '\r'],
      ['2 of 3', ''],
      ['What now?', '\r'],
      ['3 of 3', ''],
      ['What now?', '\r'],
    ],
    killed,
  );
  expect(settled().at(-1)).toBe('3 running');
  const { seen, code } = await walkInTerminal([
    ['Go on there?', '\r'],
    ['3 of 3', ''],
    ['What now?', '\r'],
  ]);
  expect(seen).toContain('stopped at step 3');
  expect(seen).toContain('was running');
  expect(code).toBe(0);
  expect(settled().slice(-4)).toEqual(['- resumed', '3 running', '3 done', '- ended']);
});

test('a walk that was quit begins anew where the page has changed since', async () => {
  await walkInTerminal([
    ['1 of 3', ''],
    ['What now?', '\r'],
    ['2 of 3', ''],
    ['What now?', 'q\r'],
  ]);
  writeFileSync(join(folder, 'try.md'), page.replace('Second.', 'Other.'));
  const { seen } = await walkInTerminal([
    ['1 of 3', ''],
    ['What now?', 'q\r'],
  ]);
  expect(seen).toContain('the page has changed since');
  expect(readdirSync(journalFolder())).toHaveLength(2);
});
