import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type FactsCache, keyOf } from '../cache.ts';
import { readConfiguration } from '../configuration/read.ts';
import { filesInMemory } from '../repository/files.ts';
import { filesInFolder } from '../repository/folder.ts';
import type { Severity } from '../rule.ts';
import { rules } from '../rules.ts';
import { run } from '../run.ts';
import { takeMarks, type Texts } from './test-rule.ts';

const root = join(import.meta.dirname, '../fixtures/clean-one-package');
const files = filesInFolder(root);
const configuration = readConfiguration(root, files, undefined);
const clean: Texts = Object.fromEntries(files.paths.map((path) => [path, files.read(path).toString('utf8')]));

/**
 * Files that are put into a clean repository. `«forbidden⇒allowed»` is where the finding stands and what has to stand
 * there instead (the same where `⇒allowed` is missing); `‹forbidden⇒allowed›` changes with it where no finding stands,
 * also in a path.
 */
export interface Mutation {
  files: Texts;
  severity?: Severity;
  /** The major version of Prisma that the repository installs, where it is not 7. */
  prisma?: 6;
}

/**
 * Each by a title: with what is forbidden the rule finds exactly the marked places, and no other rule finds anything;
 * with what is allowed in its place none finds anything.
 */
export function testMutations(rule: string, mutations: Readonly<Record<string, Mutation>>): void {
  test.each(Object.entries(mutations))('%s', (_title, { files: marked, severity = 'breach', prisma }) => {
    const { texts, places } = takeMarks(mapTexts(marked, forbidden));
    expect(places).not.toEqual([]);
    expect(findingsWith(texts, prisma)).toEqual(places.map((place) => `${place} ${severity} ${rule}`).sort());
    expect(findingsWith(mapTexts(marked, allowed), prisma)).toEqual([]);
  });
}

/** A file of the clean repository with something put in behind the first place where `anchor` stands. */
export function putBehind(anchor: string, path: string, added: string): Texts {
  return putInPlaceOf(anchor, path, anchor + added);
}

/** A file of the clean repository with something put in the first place where `part` stands. */
export function putInPlaceOf(part: string, path: string, text: string): Texts {
  if (clean[path]?.includes(part) !== true) throw new Error(`there is no ${part} in ${path}`);
  return { [path]: clean[path].replace(part, () => text) };
}

const choice = /([«‹])([^«»‹›⇒]*)(?:⇒([^«»‹›⇒]*))?[»›]/g;

function forbidden(text: string): string {
  return text.replaceAll(choice, (_all, mark: string, bad: string) => (mark === '«' ? `«${bad}»` : bad));
}

function allowed(text: string): string {
  return text.replaceAll(choice, (_all, _mark, bad: string, good: string | undefined) => good ?? bad);
}

function mapTexts(texts: Texts, map: (text: string) => string): Texts {
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [map(path), map(text)]));
}

function findingsWith(texts: Texts, prisma: 6 | undefined): string[] {
  const all = { ...clean, ...texts };
  if (prisma === 6) all['package.json'] = all['package.json']!.replace('"prisma": "7.10.0"', '"prisma": "6.19.0"');
  return run(filesInMemory(all), configuration, { rules, today: '2026-11-22', cache })
    .findings.map(
      ({ rule, file, line, column, endLine, endColumn, severity }) =>
        `${file}:${line}:${column}-${endLine}:${endColumn} ${severity} ${rule}`,
    )
    .sort();
}

/** What is the same in all of these repositories is read once. */
const known = new Map<string, Map<string, unknown>>();
const cache: FactsCache = {
  entry(path, bytes) {
    const key = keyOf(path, bytes);
    const entry = known.get(key) ?? new Map<string, unknown>();
    known.set(key, entry);
    return entry;
  },
};
