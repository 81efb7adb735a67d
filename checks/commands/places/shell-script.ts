import type { Place } from '../command.ts';
import { anywhere, directoryOf, repositoryRoot } from '../directory.ts';
import type { Excerpt } from '../excerpt.ts';

/** A shell script, which may be started in any folder; git hooks start in the repository's root. */
export function shellScriptPlaces(script: Excerpt, path: string): Place[] {
  const directory = /(?:^|\/)\.husky\//.test(path) ? repositoryRoot : anywhere;
  return [{ script, directory, scriptDirectory: directoryOf(path).base! }];
}

/** Whether a text without a telling name is a shell script, by its first line. */
export function startsShell(text: string): boolean {
  return /^#![^\n]{0,80}\b(?:ba|z|da|a)?sh\b/.test(text);
}
