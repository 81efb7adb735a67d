/** The stacks that there are. Another name is a spelling mistake, and would be built beside the one that was meant. */
export const stacks = ['production', 'staging'] as const;
export type StackName = (typeof stacks)[number];
