import Table from 'cli-table3';
import { Argument, Command } from 'commander';
import PQueue from 'p-queue';
import { exitCode, Failure } from '../failure.ts';
import { pagesAtOnceMax } from '../policies/rehearsal.ts';
import type { Page } from './page/page.ts';
import { readPage } from './page/read-page.ts';
import { rehearse } from './rehearse/rehearse.ts';
import { makeServerTemplate } from './rehearse/databases.ts';
import { describe } from './rehearse/report.ts';
import { pagesToRehearse } from './rehearse/scenes.ts';

export const command = new Command()
  .description(
    'Plays what a runbook says on a local system of its own, made for it and taken away after it: each command of its\n' +
      '`run` fences, in order, in one shell. Each has to end as the page says, and to print what the page shows.',
  )
  .addArgument(new Argument('[page...]', 'by name, such as restore-billing'))
  .option('--all', 'every page that has something to run')
  .option('--list', 'list those pages, and rehearse none')
  .addHelpText(
    'after',
    `
Exit codes:
  0  all went as the pages say, and what was restored was back within its objective
  1  something did not
  2  wrong use

Examples:
  ./bulkhead rehearse restore-billing
  ./bulkhead rehearse --all`,
  )
  .action(async (names: readonly string[], { all, list }: { all?: boolean; list?: boolean }) => {
    if (list === true) {
      process.stdout.write(describePages(pagesToRehearse()));
      return;
    }
    if ((all === true) === names.length > 0) {
      throw new Failure('say which pages, or --all', { fix: 'see --list', exitCode: exitCode.wrongUse });
    }
    const pages = all === true ? pagesToRehearse() : names.map(readPage);
    const interrupted = new AbortController();
    const interrupt = () => interrupted.abort();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
    const failed = await rehearsePages(pages, interrupted);
    if (failed.length > 0) {
      throw new Failure(`not as the pages say: ${failed.join(', ')}`, {
        fix: 'mend the page where the page is wrong, and the command where that is',
      });
    }
  });

/**
 * Plays the pages side by side and prints each as it ends; answers the names of those that did not go as they say. Where
 * one cannot be played at all the others are interrupted, and what they stood on is taken away before it throws.
 */
export async function rehearsePages(pages: readonly Page[], interrupted: AbortController): Promise<string[]> {
  const failed: string[] = [];
  const queue = new PQueue({ concurrency: pagesAtOnceMax });
  const template = await makeServerTemplate();
  const playing = pages.map((page) =>
    queue.add(async () => {
      interrupted.signal.throwIfAborted();
      const played = await rehearse(page, interrupted.signal);
      process.stdout.write(describe(played));
      if (!played.passed) failed.push(page.name);
    }),
  );
  try {
    await Promise.all(playing);
  } catch (error) {
    if (interrupted.signal.aborted) {
      throw new Failure('interrupted', { fix: 'run it again; nothing of it is left', cause: error });
    }
    throw error;
  } finally {
    interrupted.abort();
    await Promise.allSettled(playing);
    template.remove();
  }
  return failed;
}

function describePages(pages: readonly Page[]): string {
  const rows = new Table({ head: ['page', 'scene', 'title'], style: { head: [], border: [], compact: true } });
  for (const { name, head, title } of pages) rows.push([name, head.scene ?? '', title]);
  return `${rows.toString()}\n`;
}
