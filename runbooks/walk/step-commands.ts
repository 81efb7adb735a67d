import { commandsOfFence, type PageCommand } from '../page/commands-of.ts';
import type { Page, Step } from '../page/page.ts';

/** `<the one before>`: what only the person at the terminal can fill in. Bash would read it as the name of a file. */
const gap = /<[a-z][\w -]*>/;

/** Whether the step's commands have gaps to fill, so that they cannot be run as they stand. */
export function hasGaps({ fence }: Step): boolean {
  return fence !== undefined && fence.kind !== 'example' && gap.test(fence.text);
}

/** The commands of each step that can be run as they stand. Throws a Failure that names the line where one is no bash. */
export function commandsOfSteps({ steps, path }: Page): PageCommand[][] {
  return steps.map((step) => {
    if (step.fence === undefined || step.fence.kind === 'example' || hasGaps(step)) return [];
    return commandsOfFence(step.fence, path) ?? [];
  });
}
