import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { finding, result } from '../testing/results.ts';
import { formatNames, formats } from './formats.ts';

const page = readFileSync(new URL('README.md', import.meta.url), 'utf8');

describe('every format', () => {
  test.each(formatNames)('%s has a file of its name and a row on the page', (name) => {
    expect(readdirSync(new URL('.', import.meta.url))).toContain(`${name}.ts`);
    expect(page).toContain(`| \`${name}\``);
  });

  test.each(formatNames)('%s tells a clean run from one with a finding, and ends with a line end', (name) => {
    const { report } = formats[name]!;
    const [clean, found] = [result(), result({ findings: [finding()] })].map((one) => report(one, { colour: false }));
    expect(found).toContain('billing code reaches the client of main');
    expect(clean).not.toContain('billing code');
    for (const text of [clean, found]) expect(text).toMatch(/[^\n]\n$/);
  });

  test.each(formatNames.filter((name) => name !== 'pretty'))(
    '%s has no colours: nobody reads it at a terminal',
    (name) => {
      const { report } = formats[name]!;
      const given = result({ findings: [finding()] });
      expect(report(given, { colour: true })).toBe(report(given, { colour: false }));
    },
  );

  test('these are all there are, the one for people first', () => {
    expect(formatNames).toEqual(['pretty', 'json', 'sarif', 'github', 'junit', 'markdown']);
  });
});
