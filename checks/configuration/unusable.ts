import { exitCode, Failure } from '../../failure.ts';

/** The Failure for a configuration with faults: each names its key and the mend, all at once. */
export function unusable(path: string, faults: readonly string[]): Failure {
  return new Failure(`${path} cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`, {
    fix: 'correct these keys; `bulkhead check --help` shows an example, and the file’s $schema lets an editor help',
    exitCode: exitCode.wrongUse,
  });
}
