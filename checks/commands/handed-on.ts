import type { Word } from './command.ts';
import { isPrisma } from './prisma-program.ts';
import { commandNames } from './prisma-flags.ts';

/** Programs and functions that only say, seek, install or move what they are given, and verbs of a log. */
const speakers =
  /^(?:echo|printf|cat|tee|[ef]?grep|rg|ag|sed|awk|git|gh|test|pgrep|pkill|killall|man|which|type|alias|apt|apt-get|apk|brew|turbo|ls|cp|mv|rm|mkdir|ln|tar|zip|scp|rsync|touch|chown|chmod|du|diff|[a-z]+(?:ing|ed)|(?:print|log|info|warn|err|error|die|fail|note|step|ok|success|debug|header|title|section|msg|message|say)[\w-]*)$/;

/**
 * The prisma command that a program nobody knows is given word by word, and so runs: `with-secrets npx prisma db push`.
 * Null where it is given none, where it only speaks of it, and where it is no program but the beginning of a sentence.
 */
export function handedOn(program: string, words: readonly Word[]): readonly Word[] | null {
  if (speakers.test(program) || /[A-Z:,]/.test(program)) return null;
  const at = words.findIndex(({ text, literal }, index) => {
    if (index === 0 || !literal || !isPrisma(text)) return false;
    const first = words[index + 1]?.text ?? '';
    return commandNames.has(first) || commandNames.has(`${first} ${words[index + 2]?.text ?? ''}`);
  });
  return at === -1 ? null : words.slice(at);
}
