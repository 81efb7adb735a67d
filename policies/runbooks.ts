/**
 * A page that nobody has read for so long is no longer known to be true. Twice a year: people and programs change
 * faster than an auditor's year, and a page takes minutes to read.
 */
export const reviewEveryDays = 180;

/** Names as their owners write them, in the parts that people write together, apart or with a hyphen. Prisma is also a command. */
export const productTerms: readonly (readonly string[])[] = [
  ['Maria', 'DB'],
  ['My', 'SQL'],
  ['Stripe'],
  ['Pulumi'],
  ['Git', 'Hub'],
  ['Type', 'Script'],
  ['Java', 'Script'],
  ['web', 'hook'],
  ['PCI ', 'DSS'],
  ['SOC ', '2'],
  ['GDPR'],
  ['OSCAL'],
  ['Cloud', 'Watch'],
  ['Cloud', 'Trail'],
];
