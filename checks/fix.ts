import { join } from 'node:path';
import type { Files } from './repository/files.ts';
import type { Breach, Edit } from './rule.ts';
import { writeWhole } from './write-whole.ts';

/**
 * Makes the edits that breaches carry, file by file, and returns the files it changed. A file is replaced at once or
 * not at all; where two edits overlap, the second one waits for the next run.
 */
export function applyEdits(root: string, files: Files, breaches: readonly Breach[]): string[] {
  const editsOf = new Map<string, Edit[]>();
  for (const { file, edits = [] } of breaches) {
    if (edits.length > 0) editsOf.set(file, [...(editsOf.get(file) ?? []), ...edits]);
  }
  for (const [file, edits] of editsOf) {
    writeWhole(join(root, file), withEdits(files.read(file).toString('utf8'), edits));
  }
  return [...editsOf.keys()];
}

/** The text with its edits made; of edits that overlap or share a place only the first. */
export function withEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  let lastStart = -1;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at || edit.start === lastStart) continue;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
    lastStart = edit.start;
  }
  return result + text.slice(at);
}
