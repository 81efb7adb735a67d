import { exitCode, Failure } from '../../failure.ts';
import type { CheckResult } from '../finding.ts';
import { ownVersion } from '../own-package.ts';
import { inColour } from '../terminal.ts';
import { writeWhole } from '../write-whole.ts';
import { formats } from './formats.ts';

/**
 * Writes a report to stdout, or whole or not at all to a file. `format` is one of formats.ts.
 * Throws a Failure (exit 2) where the file cannot be written.
 */
export function writeReport(result: CheckResult, format: string, output: string | undefined): void {
  const text = formats[format]!.report(result, {
    colour: output === undefined && inColour(process.stdout),
    version: ownVersion(),
  });
  if (output === undefined) process.stdout.write(text);
  else writeFile(output, text);
}

function writeFile(output: string, text: string): void {
  try {
    writeWhole(output, text);
  } catch (cause) {
    throw new Failure(`the report cannot be written to ${output}: ${String(cause)}`, {
      fix: 'name a file in a folder that exists and that you may write to',
      cause,
      exitCode: exitCode.wrongUse,
    });
  }
}
