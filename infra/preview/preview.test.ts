import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Runs the command in a process of its own; never rejects. */
function preview(...words: string[]) {
  const launcher = join(import.meta.dirname, '../../bulkhead');
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
    execFile(launcher, ['preview', ...words], (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

test('both stacks hold, and no line is wider than a terminal', async () => {
  const { exitCode, stdout, stderr } = await preview();
  expect(exitCode, stdout + stderr).toBe(0);
  for (const stack of ['production', 'staging']) {
    expect(stdout).toMatch(new RegExp(`^${stack}: \\d+ resources, 0 violations, [\\d,]+ USD a month$`, 'm'));
  }
  expect(stdout).toMatch(/in \d+(\.\d)? s\n$/);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('--stack is that one alone, --all names every resource, --diff says what is different', async () => {
  const { exitCode, stdout } = await preview('--stack', 'staging', '--all', '--diff', 'HEAD');
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain('production:');
  expect(stdout).toContain('─ billing-private-c-out');
  expect(stdout).not.toContain(' more');
  expect(stdout).toContain('since HEAD:');
});

test('--json has everything for a machine', async () => {
  const { exitCode, stdout } = await preview('--stack', 'production', '--json');
  expect(exitCode).toBe(0);
  const { seconds, stacks } = JSON.parse(stdout);
  expect(seconds).toBeGreaterThan(0);
  expect(stacks).toHaveLength(1);
  expect(stacks[0]).toMatchObject({ stack: 'production', violations: [], outdated: {} });
  expect(Object.keys(stacks[0].snapshots.network.resources).length).toBeGreaterThan(70);
  expect(stacks[0].crossings).toContainEqual(expect.objectContaining({ project: 'network', output: 'vpcId' }));
  expect(stacks[0].cost.usd).toBeGreaterThan(100);
});

test('a reference that git does not know exits 2 with the mend', async () => {
  const { exitCode, stderr } = await preview('--diff', 'no-such-branch');
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    'bulkhead: git knows no commit no-such-branch\n  fix: name a branch, a tag or a commit that is here: git fetch may bring it\n',
  );
});
