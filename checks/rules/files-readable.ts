import { type Breach, ruleOfTheRun } from '../rule.ts';

/**
 * Every file that a rule wants can be read. The findings are made where files are read (read-facts.ts).
 */
export const filesReadable = ruleOfTheRun(
  'files-readable',
  'What could not be read was not checked, and silence would be taken for safety.',
);

/** The finding for a file that could not be read, from `offset` on. */
export function unreadable(file: string, problem: string, offset = 0): Breach {
  return {
    file,
    start: offset,
    end: offset,
    problem: `${file} ${problem}`,
    fix: 'mend the file, or add it to `ignore` in bulkhead.config.json if it is not source',
    severity: 'unread',
  };
}
