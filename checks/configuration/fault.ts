import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** The words for what a key has to be, in place of the validator's own. */
const kinds: Readonly<Record<string, string>> = {
  array: 'a list: [ … ]',
  object: 'an object: { … }',
  record: 'an object: { … }',
  string: 'a text in double quotes',
};

/** What is wrong with one key of a configuration and what it should be, as `databases.main.code: …`. */
export function faultOf(issue: Issue, value: unknown, path: string): string[] {
  const at = (keys: readonly PropertyKey[]) => keys.map(String).join('.') || path;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) => `${at([...issue.path, key])}: there is no such key; take it out or correct its name`,
    );
  }
  return [`${at(issue.path)}: ${mendOf(issue, value)}`];
}

function mendOf(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type') {
    const kind = kinds[issue.expected] ?? issue.expected;
    return isMissing(value, issue.path) ? `is missing; it has to be ${kind}` : `has to be ${kind}`;
  }
  if (issue.code === 'too_small') {
    return `is empty; give it at least one ${issue.origin === 'array' ? 'entry' : 'character'}`;
  }
  if (issue.code === 'invalid_key') {
    return 'name it in small letters, digits and hyphens, beginning with a letter';
  }
  return issue.code === 'invalid_format' && issue.format === 'date'
    ? 'is no day; write it as YYYY-MM-DD'
    : issue.message;
}

function isMissing(value: unknown, keys: readonly PropertyKey[]): boolean {
  let found: unknown = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return true;
    found = (found as Record<PropertyKey, unknown>)[key];
  }
  return false;
}
