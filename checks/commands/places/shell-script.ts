import { parse } from 'unbash';
import { withinStack } from '../../syntax/nesting.ts';
import { SyntaxFault } from '../../syntax/syntax-fault.ts';
import type { Place } from '../command.ts';
import { anywhere, directoryOf, repositoryRoot } from '../directory.ts';
import type { Excerpt } from '../excerpt.ts';

/**
 * A shell script, which may be started in any folder; git hooks start in the repository's root. Throws a SyntaxFault
 * where a command of prisma stands behind what no shell understands: neither the shell nor its parser gets there.
 */
export function shellScriptPlaces(script: Excerpt, path: string): Place[] {
  const { errors = [] } = withinStack(() => parse(script.text.replaceAll('\r\n', ' \n')));
  const fault = errors.find(({ pos }) => script.text.includes('prisma', pos));
  if (fault !== undefined) throw new SyntaxFault(fault.message, fault.pos);
  const directory = /(?:^|\/)\.husky\//.test(path) ? repositoryRoot : anywhere;
  return [{ script, directory, scriptDirectory: directoryOf(path).base! }];
}

/** Whether a text without a telling name is a shell script, by its first line. */
export function startsShell(text: string): boolean {
  return /^#![^\n]{0,80}\b(?:ba|z|da|a)?sh\b/.test(text);
}
