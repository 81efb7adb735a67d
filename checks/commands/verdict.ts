import type { Repository } from '../repository/repository.ts';
import type { Breach } from '../rule.ts';
import type { PrismaCall } from './call.ts';
import { databasesNamed } from './databases-named.ts';
import { type PrismaArguments, prismaArguments } from './prisma-arguments.ts';
import { diffNeedsConfig, type Pins, pinsOf } from './prisma-flags.ts';
import { addition, proposals } from './proposal.ts';

/** What pins a command that a variable holds: a config pins every command that can be pinned. */
const unknownCommand: Pins = { by: ['config'] };

/** What is wrong with a prisma command; null where it says which database it means, or touches none. */
export function verdictOf(call: PrismaCall, repository: Repository): Breach | null {
  const parsed = prismaArguments(call.program, call.arguments);
  if (parsed.flags.some(({ name }) => /^(?:--help|-h|--version|-v)$/.test(name))) return null;
  const pins = parsed.command === undefined ? unknownCommand : pinsOf(parsed.command, call.major);
  if (pins === undefined) return emptyOrOpen(call, parsed, repository);
  const named = databasesNamed(call, parsed, repository);
  if (named.breach !== null) return named.breach;
  const lack = pins.sides === true ? lackInDiff(parsed, call) : lackOf(parsed, pins, call);
  if (lack === null) return null;
  if (parsed.open) return unverifiable(call, parsed, pins, repository);
  const [database] = named.databases;
  const added = addition(call, parsed, pins, repository, database);
  return {
    ...placeOf(call, parsed),
    problem: `\`${nameOf(parsed)}\` does not say which database it means: ${lack}`,
    fix: `add ${added?.text ?? proposals(call, pins, repository)}${refusal(parsed, pins)}`,
    ...(added?.edits === undefined ? {} : { edits: added.edits }),
  };
}

/** `prisma` alone prints its help, unless a variable holds what it is to do. */
function emptyOrOpen(call: PrismaCall, parsed: PrismaArguments, repository: Repository): Breach | null {
  return parsed.command === '' && parsed.open ? unverifiable(call, parsed, unknownCommand, repository) : null;
}

function unverifiable(call: PrismaCall, parsed: PrismaArguments, pins: Pins, repository: Repository): Breach {
  return {
    ...placeOf(call, parsed),
    severity: 'unverifiable',
    problem: `which database \`${nameOf(parsed)}\` means stands in a variable whose value the text does not say`,
    fix: `write out the command and its flag: ${proposals(call, pins, repository)}`,
  };
}

function lackOf({ flags }: PrismaArguments, pins: Pins, { major }: PrismaCall): string | null {
  const schema = flags.some(({ name }) => name === '--schema');
  if (schema && pins.schema === 'refused') return `Prisma ${major} refuses its --schema`;
  if (pins.by.some((flag) => flags.some(({ name }) => name === `--${flag}`))) return null;
  if (schema && pins.schema === 'ignored')
    return 'it ignores --schema without a word, and takes the default prisma.config';
  if (schema && pins.schema === 'tables only') {
    return `since Prisma 7 --schema names the tables only, and the URL comes from the default prisma.config`;
  }
  return major >= 7
    ? 'without a flag it takes the default prisma.config of the folder it runs in'
    : 'without a flag it takes the default schema or prisma.config of the folder it runs in';
}

/** A side that needs a database takes the config's, or the shadow database that it names. */
function lackInDiff({ flags }: PrismaArguments, { major }: PrismaCall): string | null {
  const side = (start: string) => flags.some(({ name }) => name.startsWith(start));
  if (!side('--from-') || !side('--to-')) return 'it compares two sides, each named by a --from-… and a --to-… flag';
  const needs = flags.find(({ name }) => diffNeedsConfig(name, major));
  if (needs === undefined || flags.some(({ name }) => name === '--config')) return null;
  return `${needs.name} takes its database from the default prisma.config`;
}

function refusal({ flags }: PrismaArguments, pins: Pins): string {
  return pins.schema === 'refused' && flags.some(({ name }) => name === '--schema') ? ', in place of --schema' : '';
}

function nameOf({ command, last }: PrismaArguments): string {
  return `prisma ${command ?? last.text}`.trim();
}

function placeOf(call: PrismaCall, { last }: PrismaArguments) {
  return { file: call.file, start: call.program.start, end: Math.max(call.program.end, last.end) };
}
