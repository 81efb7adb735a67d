import { githubAnnotationsMax } from '../../policies/check.ts';
import type { Finding } from '../finding.ts';
import { closingLine } from './closing-line.ts';
import { inert } from './inert.ts';
import type { Report } from './report.ts';

/**
 * Workflow commands, which GitHub shows beside the lines of a pull request: as many as it shows of one step, the other
 * findings as plain lines of the log, and a closing line.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export const github: Report = (result) => {
  const annotated = result.findings.slice(0, githubAnnotationsMax);
  const listed = result.findings.slice(githubAnnotationsMax);
  const lines = [...annotated.map(annotation), ...listed.map(plainLine), `bulkhead check: ${closingLine(result)}`];
  return `${lines.join('\n')}\n`;
};

function annotation(finding: Finding): string {
  const { file, line, endLine, column, endColumn } = finding;
  const properties = {
    file: inert(file),
    line,
    endLine,
    // Columns of a place that spans lines would be refused.
    ...(line === endLine && { col: column, endColumn }),
    title: titleOf(finding),
  };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::error ${written.join(',')}::${escapeData(messageOf(finding))}`;
}

function titleOf({ rule, severity }: Finding): string {
  return severity === 'breach' ? rule : `${rule} (${severity})`;
}

function messageOf({ problem, fix, why, path }: Finding): string {
  return [
    inert(problem),
    ...(path.length === 0 ? [] : [`path: ${path.map(inert).join(' → ')}`]),
    `fix: ${inert(fix)}`,
    `why: ${inert(why)}`,
  ].join('\n');
}

/** The runner also obeys its old form of commands, `##[…]`, anywhere in a line. */
function plainLine(finding: Finding): string {
  const { file, line, column, problem, fix } = finding;
  const text = `- ${file}:${line}:${column} ${titleOf(finding)}: ${problem}; fix: ${fix}`;
  return inert(text).replaceAll('##[', '## [');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
