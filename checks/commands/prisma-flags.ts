/**
 * Which flag of which command says what database it means, as the CLIs of 6.19 and 7.10 describe themselves. Since Prisma 7 the URL stands in prisma.config, so `--schema` names the tables and no longer the database.
 * https://www.prisma.io/docs/orm/reference/prisma-cli-reference
 */
export type Flag = 'schema' | 'config' | 'url';

export interface Pins {
  /** Any one of these says which database is meant. */
  by: readonly Flag[];
  /** What `--schema` does where it does not pin: leaves the URL to the config, nothing at all, or an error. */
  schema?: 'tables only' | 'ignored' | 'refused';
  /** For `migrate diff`: both sides are named by `--from-*` and `--to-*`. */
  sides?: true;
}

const either: Pins = { by: ['schema', 'config'] };
const configOnly: Pins = { by: ['config'], schema: 'tables only' };
const configOrUrl: Pins = { by: ['config', 'url'], schema: 'tables only' };
const seed: Pins = { by: ['config'], schema: 'ignored' };
const diff: Pins = { by: ['config'], sides: true };

const seven: Readonly<Record<string, Pins>> = {
  'migrate dev': configOrUrl,
  'migrate deploy': configOnly,
  'migrate reset': configOnly,
  'migrate resolve': configOnly,
  'migrate status': configOnly,
  'migrate diff': diff,
  'db push': configOrUrl,
  'db pull': configOrUrl,
  'db seed': seed,
  'db execute': { by: ['config'], schema: 'refused' },
  studio: { by: ['config', 'url'], schema: 'refused' },
  generate: either,
  validate: either,
  format: either,
};

const six: typeof seven = {
  ...Object.fromEntries(Object.keys(seven).map((command) => [command, either])),
  'migrate diff': diff,
  'db seed': seed,
  'db execute': { by: ['schema', 'config', 'url'] },
};

/** What a command of a version needs; undefined for those that touch neither a database nor a client. */
export function pinsOf(command: string, major: number): Pins | undefined {
  const pins = major >= 7 ? seven : six;
  return Object.hasOwn(pins, command) ? pins[command] : undefined;
}

/** Sides of a `migrate diff` whose database is the config's: the migrations need its shadow database. */
export function diffNeedsConfig(side: string, major: number): boolean {
  return major >= 7 && /^--(?:from|to)-(?:migrations|config-datasource)$/.test(side);
}

/** The version that is assumed where nothing says which is installed. */
export const majorDefault = 7;

/** Commands that are two words. */
export const commandGroups: readonly string[] = ['migrate', 'db'];

/** Every command that works on a database or its client, and every word that begins one. */
export const commandNames: ReadonlySet<string> = new Set(Object.keys(seven));

/** Flags that take the next word as their value. */
export const valuedFlags: ReadonlySet<string> = new Set([
  ...['--schema', '--config', '--url', '--name', '-n', '--applied', '--rolled-back', '--generator', '--file', '--port'],
  ...['-p', '--browser', '-b', '--hostname', '--shadow-database-url', '--output', '-o', '--composite-type-depth'],
  ...['--schemas', '--from-schema', '--to-schema', '--from-schema-datamodel', '--to-schema-datamodel'],
  ...['--from-schema-datasource', '--to-schema-datasource', '--from-url', '--to-url', '--from-migrations'],
  ...['--to-migrations'],
]);
