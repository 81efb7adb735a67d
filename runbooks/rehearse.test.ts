import { expect, test } from 'vitest';
import { command } from './rehearse.ts';
import { describe } from './rehearse/report.ts';
import { rehearse } from './rehearse/rehearse.ts';
import { pagesToRehearse, sceneOf } from './rehearse/scenes.ts';

/** One that restores, and one that reads a store: `npm run rehearse` plays all, which takes minutes, and `npm run check` does. */
const played = ['backup-missed', 'database-dropped'];
const pages = pagesToRehearse();

test('every page that has something to run stands on a scene that there is', async () => {
  expect(pages.length).toBeGreaterThan(20);
  for (const page of pages) expect((await sceneOf(page)).scene).toBeTypeOf('function');
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
