import { expect, test } from 'vitest';
import { command } from './rehearse.ts';
import { describe } from './rehearse/report.ts';
import { rehearse } from './rehearse/rehearse.ts';
import { pagesToRehearse, sceneOf } from './rehearse/scenes.ts';

/**
 * Those that bring something back, and one of each other scene that is not theirs. `npm run rehearse` plays all, which
 * takes minutes.
 */
const played = [
  'backup-missed',
  'billing-corrupted',
  'database-dropped',
  'move-billing',
  'one-customer-deleted',
  'restore-billing',
  'restore-main',
  'sweep-missed',
  'table-dropped',
];
const pages = pagesToRehearse();

test('every page that restores something is among those that are played here', () => {
  const restoring = pages.filter(({ steps }) =>
    steps.some(({ fence }) => fence?.kind === 'run' && /\.\/bulkhead restore /.test(fence.text)),
  );
  expect(restoring.length).toBeGreaterThan(5);
  expect(restoring.map(({ name }) => name).filter((name) => !played.includes(name))).toEqual([]);
});

test('every page that has something to run stands on a scene that there is', async () => {
  expect(pages.length).toBeGreaterThan(20);
  for (const page of pages) expect(await sceneOf(page)).toBeTypeOf('function');
});

test.each(pages.filter(({ name }) => played.includes(name)))(
  '$name goes as its page says',
  { timeout: 120_000 },
  async (page) => {
    const found = await rehearse(page, new AbortController().signal);
    expect(found.passed, describe(found)).toBe(true);
  },
);

test('which pages to rehearse has to be said', async () => {
  await expect(command.parseAsync([], { from: 'user' })).rejects.toThrow('say which pages, or --all');
});
