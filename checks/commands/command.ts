import type { Directory } from './directory.ts';
import type { Excerpt } from './excerpt.ts';

/** One word of a command, as the shell would hand it on. */
export interface Word {
  text: string;
  /** Whether the text is all there is to it: no variable, substitution or pattern whose value is not known here. */
  literal: boolean;
  /** Where it stands in the file. */
  start: number;
  end: number;
  /** The word as a shell would read it once more: for `sh -c '…'`. */
  inner: Excerpt;
}

/** One simple command, and the directory it runs in. */
export interface Command {
  words: readonly Word[];
  directory: Directory;
}

/** Where commands are written in a file: a piece of shell, or the words of one command. */
export interface Place {
  script: Excerpt | readonly Word[];
  directory: Directory;
  /** Variables that are known there; null where one is known to change. */
  variables?: ReadonlyMap<string, string | null>;
  /** The folder of the script itself, where `dirname $0` means it. */
  scriptDirectory?: string;
  /** A text that may be prose or output as well as commands; then only what can be nothing else counts. */
  loose?: boolean;
}

/** A word that is written out, such as an element of a list. */
export function literalWord(excerpt: Excerpt, literal = true): Word {
  const { text } = excerpt;
  return { text, literal, start: excerpt.start(0), end: excerpt.end(text.length), inner: excerpt };
}
