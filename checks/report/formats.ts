import { github } from './github.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { pretty } from './pretty.ts';
import type { Report } from './report.ts';
import { sarif } from './sarif.ts';

/** Every value of `--format`: a new format is one file and one row here. */
export const formats: Readonly<Record<string, { summary: string; report: Report }>> = {
  pretty: { summary: 'for a person at a terminal', report: pretty },
  json: { summary: 'for programs; findings.schema.json describes it', report: json },
  sarif: { summary: 'SARIF 2.1.0, for code scanning', report: sarif },
  github: { summary: 'annotations of a GitHub workflow', report: github },
  junit: { summary: 'test results for GitLab, Jenkins and others', report: junit },
  markdown: { summary: 'a table for a pull request’s comment or a job’s summary', report: markdown },
};

export const formatNames: readonly string[] = Object.keys(formats);
