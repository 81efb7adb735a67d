import type { Severity } from './rule.ts';

/** One finding as every report shows it. Lines and columns count from 1; `endColumn` is the column after the last. */
export interface Finding {
  rule: string;
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  severity: Severity;
  problem: string;
  fix: string;
  why: string;
  /** The files that lead from `file` to what it must not reach; empty where the place itself is the breach. */
  path: readonly string[];
}

/** A finding that a waiver of the configuration tolerates. */
export interface WaivedFinding extends Finding {
  waiver: { path: string; reason: string; expires: string };
}

/** What one run of `check` has to say; `--format json` prints it as it is. */
export interface CheckResult {
  findings: readonly Finding[];
  waived: readonly WaivedFinding[];
  summary: { files: number; rules: number; milliseconds: number };
}
