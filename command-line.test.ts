import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const node = join(import.meta.dirname, 'node_modules/.bin/node');
let folder: string;

/** A command table of its own, with a command for each way to end. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-command-line-'));
  writeFileSync(
    join(folder, 'table.ts'),
    `import { Command } from '${import.meta.dirname}/node_modules/commander/esm.mjs';
     import { runCommandLine } from '${import.meta.dirname}/command-line.ts';
     import { Failure } from '${import.meta.dirname}/failure.ts';
     const ways = {
       done: async () => process.stderr.write('at work\\n'),
       told: async () => { process.exitCode = 1; },
       refused: async () => { throw new Failure('it is refused', { fix: 'mend it' }); },
       crashed: async () => { throw new TypeError('a bug'); },
       later: async () => { setTimeout(() => { throw new TypeError('a late bug'); }, 5); await new Promise(() => setInterval(() => 0, 1000)); },
       forgotten: async () => { void Promise.reject(new TypeError('a forgotten bug')); await new Promise((r) => setTimeout(r, 50)); },
       hung: () => new Promise(() => undefined),
     };
     const commands = Object.fromEntries(Object.entries(ways).map(([name, action]) =>
       [name, { summary: name, load: async () => ({ command: new Command().action(action) }) }]));
     process.exitCode = await runCommandLine({ description: 'x', version: '1', commands, hint: 'x' }, process.argv.slice(2));`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(word: string, variables: Record<string, string> = {}) {
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
    const env = { PATH: process.env['PATH'], ...variables };
    execFile(node, [join(folder, 'table.ts'), word], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('where BULKHEAD_JOB is set, the last line says how the job ended', () => {
  test.each([
    ['done', 0, 'at work'],
    ['told', 1, ''],
    ['refused', 1, 'it is refused'],
    ['crashed', 1, 'TypeError: a bug'],
    ['later', 1, 'TypeError: a late bug'],
    ['forgotten', 1, 'TypeError: a forgotten bug'],
    ['hung', 13, ''],
    ['unknown', 2, 'unknown command'],
  ])('%s: exit code %i', async (word, code, said) => {
    const { exitCode, stdout, stderr } = await run(word, { BULKHEAD_JOB: 'backup', BULKHEAD_CLASS: 'billing' });
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr).toContain(said);
    const last = stderr.trimEnd().split('\n').at(-1)!;
    expect(last).toMatch(/^\{"job":"backup","class":"billing","exitCode":\d+,"seconds":\d+(\.\d)?\}$/);
    expect(JSON.parse(last)).toMatchObject({ exitCode: code });
  });
});

test.each([{}, { BULKHEAD_JOB: '' }])('never otherwise: %j', async (variables) => {
  for (const word of ['done', 'refused', 'crashed']) {
    expect((await run(word, { ...variables, BULKHEAD_CLASS: 'billing' })).stderr).not.toContain('"job"');
  }
});
