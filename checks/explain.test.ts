import { describe, expect, test } from 'vitest';
import { exitCode, Failure } from '../failure.ts';
import { explain, pageOf } from './explain.ts';
import { rules } from './rules.ts';

function failureOf(id: string): Failure {
  try {
    explain(id, rules, { colour: false });
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error(`${id} was explained`);
}

describe('--explain', () => {
  test('prints a rule’s page as it is written where no terminal shows colours', () => {
    expect(explain('files-readable', rules, { colour: false })).toBe(pageOf('files-readable'));
    expect(pageOf('files-readable')).toMatch(/^# files-readable\n/);
  });

  test('prints it without Markdown’s marks at a terminal', () => {
    const text = explain('files-readable', rules, { colour: true });
    expect(text).toMatch(/^\u{1b}\[1m\u{1b}\[4mfiles-readable/u);
    expect(text).not.toMatch(/^#|```/m);
  });

  test.each([
    ['files-readble', 'files-readable'],
    ['exemption-current', 'exemptions-current'],
    ['client-stays-apart', 'clients-stay-apart'],
  ])('%s is wrong use, and %s is named as the nearest', (given, nearest) => {
    const failure = failureOf(given);
    expect(failure.exitCode).toBe(exitCode.wrongUse);
    expect(failure.message).toBe(`there is no rule "${given}"`);
    expect(failure.fix).toContain(`did you mean ${nearest}?`);
  });

  test.each(['../rules/files-readable', '__proto__', '', '\u{1b}[31m'])('%j is no rule, and reads no file', (given) => {
    expect(failureOf(given).message).not.toContain('\u{1b}');
  });
});
