import { z } from 'zod';

/** The name of the file at the root of a repository that is checked. */
export const configurationFileName = 'bulkhead.config.json';

const repositoryPath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.split(/[\\/]/).includes('..'), {
    error: 'must be a path inside the repository, relative to its root',
  })
  .overwrite((path) => path.replace(/^(?:\.\/)+(?=.)/, ''))
  .describe('A path relative to the root of the repository.');

const pattern = repositoryPath.describe('A glob, such as packages/billing/**, relative to the root of the repository.');
const reason = z.string().min(1).describe('Why this is allowed: for whoever reads it after you.');
const expires = z.iso.date().describe('The last day on which this holds, as YYYY-MM-DD.');

const database = z.strictObject({
  schema: repositoryPath.describe('The Prisma schema: a file, or a folder of files that form one schema.'),
  config: repositoryPath.optional().describe('The prisma.config file that names this database’s URL.'),
  code: z.array(pattern).min(1).describe('Whose code may use this database’s client; the most specific pattern wins.'),
});

/** The shape of bulkhead.config.json; its JSON Schema is made from it. */
export const configurationShape = z.strictObject({
  $schema: z.string().optional().describe('Where editors find this file’s JSON Schema.'),
  databases: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/), database)
    .refine((databases) => Object.keys(databases).length > 0, { error: 'must name at least one database' })
    .describe('The databases that are to stay apart, by name.'),
  bridges: z
    .array(z.strictObject({ path: pattern, reason, expires }))
    .default([])
    .describe('Files that may use more than one database’s client.'),
  waivers: z
    .array(
      z.strictObject({
        rule: z.string().min(1),
        path: pattern,
        match: z.string().min(1).optional().describe('Text that the finding’s place or problem contains.'),
        reason,
        expires,
      }),
    )
    .default([])
    .describe('Findings that are known and tolerated until a day.'),
  ignore: z.array(pattern).default([]).describe('Files that are not checked: generated code, vendored code.'),
  house: z.literal(true).optional().describe('Also run the rules of Bulkhead’s own house.'),
});

export type Configuration = z.infer<typeof configurationShape>;
export type Waiver = Configuration['waivers'][number];
export type Bridge = Configuration['bridges'][number];

/** One database of the configuration, with its name. */
export interface DatabaseConfiguration extends z.infer<typeof database> {
  name: string;
}
