import type { Page, Step } from '../page/page.ts';

/** A step as it is shown: where it stands, what the page says, what there is to do. */
export function describeStep(page: Page, index: number): string {
  const { section, text, fence } = page.steps[index]!;
  const head = `── ${index + 1} of ${page.steps.length}${section === '' ? '' : `: ${section}`} ──`;
  const code = fence?.text.replaceAll(/^(?=.)/gm, '    ');
  const kind = fence === undefined ? undefined : `${fence.language} ${fence.kind}:`;
  return `${[head, text, kind, code].filter((part) => part !== undefined && part !== '').join('\n\n')}\n\n`;
}

/** The commands of a step that a shell can run; undefined where there are none. */
export function commandsOf({ fence }: Step): string | undefined {
  if (fence === undefined || fence.kind === 'example') return undefined;
  if (fence.language === 'sh') return fence.text;
  if (fence.language !== 'console') return undefined;
  const lines = [...fence.text.matchAll(/^(?:\$ |# exits )(.*)$/gm)];
  return lines.map(([line, command]) => (line.startsWith('$') ? command : line)).join('\n');
}

/** What the commands should end with: 0, unless a line above the last one says another. */
export function expectedCode(commands: string): number {
  return Number(/^# exits (\d+)\n.*$(?![^]*\n.)/m.exec(commands)?.[1] ?? 0);
}
