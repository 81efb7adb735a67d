import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-task-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Calls `task` from a bash that has of us only the path, as a walk's has, with an `aws` that writes down its words. */
function call(line: string, aws: string, variables: Record<string, string> = { STACK: 'stack' }) {
  const log = join(folder, 'log');
  writeFileSync(join(folder, 'aws'), `#!/bin/sh\necho "$1 $2 $*" >> ${log}\n${aws}\n`);
  writeFileSync(join(folder, 'jq'), '#!/bin/sh\nfor word; do :; done; echo "{words to $word}"\n');
  for (const name of ['aws', 'jq']) chmodSync(join(folder, name), 0o755);
  writeFileSync(log, '');
  const PATH = [folder, import.meta.dirname, process.env['PATH']].join(delimiter);
  const { status, stderr } = spawnSync('bash', ['-c', line], { env: { PATH, ...variables }, encoding: 'utf8' });
  return { status, stderr, log: readFileSync(log, 'utf8').trimEnd().split('\n') };
}

test('a job is started where it is scheduled to run, and its log is followed', () => {
  const { status, log } = call('task verify', 'echo here');
  expect(status).toBe(0);
  expect(log.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'scheduler get-schedule',
    'scheduler get-schedule',
    'ecs run-task',
    'logs tail',
  ]);
  expect(log[2]).toContain('--task-definition stack-verify');
  expect(log[2]).toContain('{"awsvpcConfiguration":here}');
  expect(log[2]).not.toContain('--overrides');
});

test('other words are the container’s', () => {
  expect(call('task sweep sweep --since 6h', 'echo here').log[2]).toContain('--overrides {words to 6h}');
});

test('where the job cannot be started, no log is waited for', () => {
  const { status, log } = call('task verify', '[ "$2" != run-task ] || exit 7; echo here');
  expect(status).toBe(7);
  expect(log.join('\n')).not.toContain('logs tail');
});

test('without the variables of the shift nothing is called', () => {
  const { status, stderr, log } = call('task verify', 'echo here', {});
  expect(status).not.toBe(0);
  expect(stderr).toContain('Before you begin');
  expect(log).toEqual(['']);
});
