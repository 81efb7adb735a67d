import { commandGroups, valuedFlags } from './prisma-flags.ts';

/** A word of a command as it is kept in the facts of a file. */
export interface PlainWord {
  text: string;
  literal: boolean;
  start: number;
  end: number;
}

/** A flag and its value: `--schema x`, `--schema=x`. */
export interface PrismaFlag {
  name: string;
  value: PlainWord | undefined;
}

/** What stands after `prisma`. */
export interface PrismaArguments {
  /** `migrate deploy`, `generate`; '' where there is none; undefined where a variable holds it. */
  command: string | undefined;
  /** The last word of the command: where flags may be added after it. */
  last: PlainWord;
  flags: readonly PrismaFlag[];
  /** Words that are neither the command, nor flags, nor their values. */
  others: readonly PlainWord[];
  /** Whether a variable may hold further flags. */
  open: boolean;
}

/** Reads the words after `program`; those after `--` are for a seed script. */
export function prismaArguments(program: PlainWord, words: readonly PlainWord[]): PrismaArguments {
  const names: PlainWord[] = [];
  const flags: PrismaFlag[] = [];
  const others: PlainWord[] = [];
  let open = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    if (word.text === '--') break;
    const [name, value] = split(word);
    if (name !== null) {
      const taken = value === undefined && valuedFlags.has(name) ? words[(at += 1)] : value;
      flags.push({ name, value: taken });
    } else if (names.length < commandLength(names)) {
      names.push(word);
      if (!word.literal) break;
    } else {
      others.push(word);
      open ||= !word.literal;
    }
  }
  const known = names.every(({ literal }) => literal);
  if (!known) return { command: undefined, last: names.at(-1)!, flags: flagsOf(words), others, open: true };
  return { command: names.map(({ text }) => text).join(' '), last: names.at(-1) ?? program, flags, others, open };
}

function commandLength(names: readonly PlainWord[]): number {
  return names.length > 0 && commandGroups.includes(names[0]!.text) ? 2 : 1;
}

/** The flags among words of which it is not known what else they are. */
function flagsOf(words: readonly PlainWord[]): PrismaFlag[] {
  return words.flatMap((word, at) => {
    const [name, value] = split(word);
    return name === null ? [] : [{ name, value: value ?? (valuedFlags.has(name) ? words[at + 1] : undefined) }];
  });
}

/** A flag's name, and its value where that is in the same word; the name is null for other words. */
function split(word: PlainWord): [string | null, PlainWord | undefined] {
  const found = /^(-{1,2}[a-z][\w-]*)(?:=([\s\S]*))?$/i.exec(word.text);
  if (found === null) return [null, undefined];
  const [, name, value] = found;
  if (value === undefined) return word.literal ? [name!, undefined] : [null, undefined];
  return [name!, { ...word, text: value }];
}
