import type { Page } from '../page/page.ts';

/** A step as it is shown: where it stands, what the page says, what there is to do. */
export function describeStep(page: Page, index: number): string {
  const { section, text, fence } = page.steps[index]!;
  const head = `── ${index + 1} of ${page.steps.length}${section === '' ? '' : `: ${section}`} ──`;
  const code = fence?.text.replaceAll(/^(?=.)/gm, '    ');
  const kind = fence === undefined ? undefined : `${fence.language} ${fence.kind}:`;
  return `${[head, text, kind, code].filter((part) => part !== undefined && part !== '').join('\n\n')}\n\n`;
}
