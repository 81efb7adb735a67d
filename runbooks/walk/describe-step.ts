import type { Fence, Page } from '../page/page.ts';

/** What a fence is, for whoever stands before it. */
const kinds: Record<Fence['kind'], string> = {
  run: 'to run where the database and the store can be reached',
  cloud: 'to run in AWS',
  example: 'an example',
};

/** A step as it is shown: where it stands, what the page says, what there is to do. */
export function describeStep(page: Page, index: number): string {
  const { section, text, fence } = page.steps[index]!;
  const head = `── ${index + 1} of ${page.steps.length}${section === '' ? '' : `: ${section}`} ──`;
  const code = fence?.text.replaceAll(/^(?=.)/gm, '    ');
  const kind = fence === undefined ? undefined : `${fence.language}, ${kinds[fence.kind]}:`;
  return `${[head, text, kind, code].filter((part) => part !== undefined && part !== '').join('\n\n')}\n\n`;
}
