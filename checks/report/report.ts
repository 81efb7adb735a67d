import type { CheckResult } from '../finding.ts';

export interface ReportOptions {
  /** Whether ANSI colours may be used: a terminal watches, and NO_COLOR is not set. */
  colour: boolean;
  /** The version of Bulkhead, for formats that name the tool. */
  version?: string;
}

/** Writes a result down in one format, the last newline included. */
export type Report = (result: CheckResult, options: ReportOptions) => string;
