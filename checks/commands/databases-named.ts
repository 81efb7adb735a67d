import type { Database } from '../configuration/databases.ts';
import type { Repository } from '../repository/repository.ts';
import type { Breach } from '../rule.ts';
import type { PrismaCall } from './call.ts';
import type { PlainWord, PrismaArguments } from './prisma-arguments.ts';
import { type Target, targetOf } from './targets.ts';

/** A database that a flag names, and the folder from which the flag's path leads to it. */
export interface NamedDatabase {
  database: Database;
  folder: string;
}

interface Named extends NamedDatabase {
  flag: 'schema' | 'config';
  value: PlainWord;
}

/** The databases that `--schema` and `--config` name, or what is wrong with these flags. */
export function databasesNamed(
  call: PrismaCall,
  { flags }: PrismaArguments,
  repository: Repository,
): { databases: readonly NamedDatabase[]; breach: Breach | null } {
  const databases: Named[] = [];
  for (const flag of ['schema', 'config'] as const) {
    for (const { name, value } of flags) {
      if (name !== `--${flag}`) continue;
      const named = databaseNamed(call, flag, value, repository);
      if ('problem' in named) return { databases, breach: named };
      databases.push(named);
    }
  }
  const [first] = databases;
  const other = databases.find(({ database }) => database.name !== first?.database.name);
  return { databases, breach: first === undefined || other === undefined ? null : torn(call, first, other) };
}

function databaseNamed(
  call: PrismaCall,
  flag: 'schema' | 'config',
  value: PlainWord | undefined,
  repository: Repository,
): Named | Breach {
  if (value === undefined) {
    const { start, end } = call.arguments.at(-1) ?? call.program;
    return { file: call.file, start, end, problem: `--${flag} has no value`, fix: known(flag, repository) };
  }
  const place = { file: call.file, start: value.start, end: value.end };
  if (!value.literal) {
    return {
      ...{ ...place, severity: 'unverifiable' },
      problem: `--${flag} stands in a variable whose value the text does not say: ${value.text}`,
      fix: `write the path out, or assign it as plain text in the same file; ${known(flag, repository)}`,
    };
  }
  const target = targetOf(flag, value.text, call, repository);
  if (target.kind === 'database') return { ...target, flag, value };
  return { ...place, ...faultOf(target, flag, value.text, repository) };
}

function faultOf(target: Exclude<Target, { kind: 'database' }>, flag: string, value: string, repository: Repository) {
  const fix = known(flag, repository);
  switch (target.kind) {
    case 'missing':
      return { problem: `--${flag} leads to ${value}, which does not exist there`, fix };
    case 'foreign':
      return {
        problem: `--${flag} leads to ${target.path}, which is no configured database’s ${flag}`,
        fix: `${fix}; or name it in bulkhead.config.json as the ${flag} of its database`,
      };
    case 'ambiguous':
      return {
        severity: 'unverifiable' as const,
        problem: `--${flag} ${value} may be the ${flag} of ${names(target.databases)}, by the folder it runs in`,
        fix: `run it in a folder that the text names, or write a path that only one database’s ${flag} ends with`,
      };
  }
}

function torn(call: PrismaCall, a: Named, b: Named): Breach {
  return {
    file: call.file,
    start: Math.min(a.value.start, b.value.start),
    end: Math.max(a.value.end, b.value.end),
    problem: `--${a.flag} is ${a.database.name}’s and --${b.flag} is ${b.database.name}’s: one command, two databases`,
    fix: `give both of one database; ${a.database.name}: ${of(a.database)}; ${b.database.name}: ${of(b.database)}`,
  };
}

function of({ schema, config }: Database): string {
  return [`--schema ${schema}`, ...(config === undefined ? [] : [`--config ${config}`])].join(' ');
}

function known(flag: string, repository: Repository): string {
  const configured = repository.databases.flatMap(({ name, schema, config }) => {
    const path = flag === 'schema' ? schema : config;
    return path === undefined ? [] : [`${path} (${name})`];
  });
  return configured.length === 0
    ? `give each database a ${flag} in bulkhead.config.json first`
    : `the configured ones are, from the repository’s root, ${configured.join(' and ')}`;
}

function names(databases: readonly Database[]): string {
  return databases.map(({ name }) => name).join(' and ');
}
