import { styleText } from 'node:util';
import type { Finding } from '../finding.ts';
import type { Severity } from '../rule.ts';
import { closingLine, endsOfWaivers } from './closing-line.ts';
import { inert } from './inert.ts';
import type { Report } from './report.ts';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const severityStyle: Record<Severity, Style> = { breach: 'red', unverifiable: 'yellow', unread: 'magenta' };

/**
 * For a person at a terminal: the findings of a file together, then why each rule exists, then one line that sums up.
 * The line of code itself is not shown: it may hold the very secret or card number that was found.
 */
export const pretty: Report = (result, { colour }) => {
  // The caller has judged the stream and NO_COLOR; styleText is not to judge them again.
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const ends = endsOfWaivers(result);
  const closing = [
    ...(ends === '' ? [] : [`waived: ${ends}`]),
    paint(['bold', result.findings.length === 0 ? 'green' : 'red'], closingLine(result)),
  ];
  const sections = [...byFile(result.findings, paint), ...reasons(result.findings, paint), closing];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
};

/** One section a file; findings come in the order of their places. */
function byFile(findings: readonly Finding[], paint: Paint): string[][] {
  const sections = new Map<string, string[]>();
  for (const finding of findings) {
    const lines = sections.get(finding.file) ?? [];
    lines.push(...describe(finding, paint));
    sections.set(finding.file, lines);
  }
  return [...sections.values()];
}

function describe({ rule, file, line, column, severity, problem, fix, path }: Finding, paint: Paint): string[] {
  return [
    `${paint('bold', `${inert(file)}:${line}:${column}`)} ${paint(severityStyle[severity], severity)} ${paint('cyan', rule)}`,
    `  ${inert(problem)}`,
    ...(path.length === 0 ? [] : [`  path: ${path.map(inert).join(' → ')}`]),
    `  fix: ${inert(fix)}`,
  ];
}

/** Why each rule that found something exists, once. */
function reasons(findings: readonly Finding[], paint: Paint): string[][] {
  const whys = new Map(findings.map(({ rule, why }) => [rule, why]));
  return [...whys].map(([rule, why]) => [
    `${paint('cyan', rule)}: ${inert(why)}`,
    paint('dim', `  bulkhead check --explain ${rule}`),
  ]);
}
