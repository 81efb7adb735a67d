import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { command, rehearsePages } from './rehearse.ts';
import { pagesToRehearse, sceneOf } from './rehearse/scenes.ts';

/** Two that take seconds; `.ci/run` and `npm run check` play all, which takes minutes. */
const played = ['backup-missed', 'backup-policy'];
const pages = pagesToRehearse();

test('every page that has something to run stands on a scene that there is', async () => {
  expect(pages.length).toBeGreaterThan(20);
  for (const page of pages) expect((await sceneOf(page)).scene).toBeTypeOf('function');
});

test(
  'pages are played side by side, each on a scene of its own, and told as they end',
  { timeout: 120_000 },
  async () => {
    const printed: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
    await command.parseAsync(played, { from: 'user' }).finally(() => vi.restoreAllMocks());
    for (const name of played) expect(printed.join('')).toContain(`${name}: passed`);
  },
);

test('where one page cannot be played the others end too, nothing stays, and the error is that page’s', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearse-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const unplayable = pages.find(({ name }) => name === 'backup-missed')!;
  const failed = rehearsePages(
    [{ ...unplayable, path: 'nowhere.md', head: { ...unplayable.head, scene: 'nowhere' } }, unplayable],
    new AbortController(),
  );
  await expect(failed).rejects.toThrow('nowhere.md names no scene');
  expect(readdirSync(folder)).toEqual([]);
});

test('which pages to rehearse has to be said', async () => {
  await expect(command.parseAsync([], { from: 'user' })).rejects.toThrow('say which pages, or --all');
});
