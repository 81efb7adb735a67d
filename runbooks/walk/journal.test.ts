import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Entry, Journal, newJournal, openJournal } from './journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const entry = (what: Entry['what'], step: number | null = 1): Entry => ({
  ...{ at: '2026-11-25T06:15:00.000Z', operator: 'ana', page: 'try', step, what },
});
const line = (what: Entry['what']) => `${JSON.stringify(entry(what))}\n`;

test('what is added is read again, and goes on behind what was there', () => {
  newJournal(folder, 'try').add(entry('began', null));
  openJournal(folder, 'try')!.add(entry('done'));
  const { entries, wasCutOff } = openJournal(folder, 'try')!;
  expect({ entries, wasCutOff }).toEqual({ entries: [entry('began', null), entry('done')], wasCutOff: false });
});

test('wherever a last line was cut off, those before it hold, and what is added next stands on a line of its own', () => {
  const path = join(folder, 'try.jsonl');
  const [first, last] = [line('began'), line('done')];
  for (let length = 1; length < last.length; length += 1) {
    writeFileSync(path, first + last.slice(0, length));
    const journal = new Journal(path);
    expect([length, journal.wasCutOff, journal.entries]).toEqual([length, true, [entry('began')]]);
    journal.add(entry('skipped'));
    expect(readFileSync(path, 'utf8')).toBe(first + line('skipped'));
  }
});

test.each([
  ['words', 'all went well\n'],
  ['an empty line', '\n'],
  ['zeros', '\0\0\0\n'],
  ['an entry with more in it', line('done').replace('{', '{"more":1,')],
  ['an entry of no kind', line('done').replace('done', 'fine')],
  ['half a line', '{"at":"2026\n'],
])('%s in place of an entry is refused, with its line', (_, text) => {
  const path = join(folder, 'try.jsonl');
  for (const [number, lines] of [
    [2, [line('began'), text]],
    [1, [text, line('began')]],
  ] as const) {
    writeFileSync(path, lines.join(''));
    expect(() => new Journal(path)).toThrow(`${path}:${number}: this is no entry of a walk`);
    expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
  }
});

test('what the disk does not take is a Failure, and not remembered as written', () => {
  const journal = newJournal(folder, 'try');
  symlinkSync('/dev/full', journal.path);
  expect(() => journal.add(entry('running'))).toThrow(/cannot be written down in .*ENOSPC/);
  expect(journal.entries).toEqual([]);
});

test('the newest walk of the page is opened, and none of a page whose name begins alike', () => {
  const names = ['try.2026-11-24T00-00-00-000Z.9.jsonl', 'try.2026-11-25T00-00-00-000Z.10.jsonl'];
  for (const name of [...names, 'try.it.2026-11-26T00-00-00-000Z.1.jsonl', 'try-it.2026-11-26T00-00-00-000Z.1.jsonl']) {
    writeFileSync(join(folder, name), line('began'));
  }
  expect(openJournal(folder, 'try')!.path).toBe(join(folder, names[1]!));
});
