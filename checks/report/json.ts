import { inertJson } from './inert.ts';
import type { Report } from './report.ts';

/** The result as it is; README.md beside this file documents each field, findings.schema.json describes it. */
export const json: Report = ({ findings, waived, summary }) => inertJson({ findings, waived, summary });
