import { markdownCharactersMax } from '../../policies/check.ts';
import type { Finding } from '../finding.ts';
import { closingLine, endsOfWaivers } from './closing-line.ts';
import { inert } from './inert.ts';
import type { Report } from './report.ts';

/** A table for a pull request's comment or a job's summary: as many findings as such a comment has room for. */
export const markdown: Report = (result) => {
  const ends = endsOfWaivers(result);
  const closing = [closingLine(result), ...(ends === '' ? [] : [`waived: ${ends}`])].map((line) => `${line}\n`);
  return ['### bulkhead check\n', ...table(result.findings), ...closing].join('\n');
};

function table(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const head = '| place | problem | fix | rule |\n| --- | --- | --- | --- |\n';
  const rows: string[] = [];
  let characters = 0;
  for (const row of findings.map(rowOf)) {
    characters += row.length;
    if (characters > markdownCharactersMax) break;
    rows.push(row);
  }
  const left = findings.length - rows.length;
  return [
    `${head}${rows.join('')}`,
    ...(left === 0 ? [] : [`…and ${left} more: run \`bulkhead check\` to see them.\n`]),
  ];
}

function rowOf({ rule, file, line, column, severity, problem, fix, why, path }: Finding): string {
  const steps = path.map((step) => code(step)).join(' → ');
  const cells = [
    code(`${file}:${line}:${column}`),
    `${prose(problem)}${steps === '' ? '' : details('path', steps)}`,
    prose(fix),
    `${code(rule)}${severity === 'breach' ? '' : ` (${severity})`}${details('why', prose(why))}`,
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>${content}</details>`;
}

/** What rules write between backticks is code; all other text is shown as it is written. */
function prose(text: string): string {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return literal(text);
  return parts.map((part, index) => (index % 2 === 1 && part !== '' ? code(part) : literal(part))).join('');
}

function code(text: string): string {
  return `<code>${literal(text)}</code>`;
}

/**
 * Every character that means something to Markdown or HTML as a reference, which never does. GitHub looks for mentions,
 * issues and addresses in the text that results, so an empty comment stands within these.
 */
function literal(text: string): string {
  return inert(text).replaceAll(/[&<>|`*_[\]\\~$^!"']|[@#]|www(?=\.)|:(?=\/\/)/gi, (found) =>
    /[@#w:]/i.test(found) ? `${found}<!-- -->` : `&#${found.charCodeAt(0)};`,
  );
}
