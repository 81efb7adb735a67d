import { posix } from 'node:path';
import picomatch from 'picomatch';
import type { Database } from '../configuration/databases.ts';
import type { Repository } from '../repository/repository.ts';
import type { Edit } from '../rule.ts';
import type { PrismaCall } from './call.ts';
import type { NamedDatabase } from './databases-named.ts';
import type { PrismaArguments } from './prisma-arguments.ts';
import type { Pins } from './prisma-flags.ts';

/** The flags that would pin a command, one for each configured database. */
export function proposals(call: PrismaCall, pins: Pins, repository: Repository): string {
  const folder = call.known ? (call.folders[0] ?? '') : '';
  return repository.databases
    .map((database) => {
      const text = pinText(database, pins, call.major, folder);
      return text === null
        ? `--config with a prisma.config of ${database.name}, yet to be written`
        : `${text} for ${database.name}`;
    })
    .join(', or ');
}

/**
 * The flag for the one database that must be meant: the one another flag names, or the one whose own folder the command
 * runs in. With the edit that adds it, where a flag can be added as text. Null where there is doubt.
 */
export function addition(
  call: PrismaCall,
  parsed: PrismaArguments,
  pins: Pins,
  repository: Repository,
  named: NamedDatabase | undefined,
): { text: string; edits: Edit[] | undefined } | null {
  const meant = named ?? owner(call, repository);
  if (meant === null) return null;
  const text = pinText(meant.database, pins, call.major, meant.folder);
  if (text === null) return null;
  const { last } = parsed;
  const refused = pins.schema === 'refused' && named !== undefined;
  const asWritten =
    call.shell && last.literal && last.end - last.start === last.text.length && !last.text.includes('\n');
  const edits = asWritten && !refused && /^[\w./@ -]+$/.test(text) && !/^--\w+ .* /.test(text);
  return { text, edits: edits ? [{ start: last.end, end: last.end, text: ` ${text}` }] : undefined };
}

function pinText(database: Database, pins: Pins, major: number, folder: string): string | null {
  const order = major >= 7 ? (['config', 'schema'] as const) : (['schema', 'config'] as const);
  const flag = order.find((one) => pins.by.includes(one) && database[one] !== undefined);
  return flag === undefined ? null : `--${flag} ${posix.relative(folder, database[flag]!)}`;
}

/** The owner of the folder a command is known to run in; what a pattern for everything owns is nobody's own. */
function owner(call: PrismaCall, repository: Repository): NamedDatabase | null {
  const [folder] = call.folders;
  if (!call.known || folder === undefined || folder === '') return null;
  const inside = `${folder}/package.json`;
  const name = repository.ownerOf(inside)?.name;
  const database = repository.databases.find((one) => one.name === name);
  const own = database?.code.some(
    (pattern) => !pattern.startsWith('*') && picomatch.isMatch(inside, pattern, { dot: true }),
  );
  return database === undefined || own !== true ? null : { database, folder };
}
