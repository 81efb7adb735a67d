import { createHash } from 'node:crypto';
import type { Log, ReportingDescriptor, Result } from 'sarif';
import { pageOf } from '../explain.ts';
import type { Finding, WaivedFinding } from '../finding.ts';
import { rules } from '../rules.ts';
import { inertJson } from './inert.ts';
import type { Report } from './report.ts';

const root = '%SRCROOT%';

/**
 * SARIF 2.1.0, as GitHub's code scanning and others read it. Waived findings are there too, as suppressed results.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export const sarif: Report = ({ findings, waived }, { version }) => {
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'bulkhead check', ...(version && { version }), rules: rules.map(descriptor) } },
        originalUriBaseIds: { [root]: { description: { text: 'The root of the repository that was checked.' } } },
        columnKind: 'utf16CodeUnits',
        results: withFingerprints([...findings, ...waived].sort(byPlace)),
      },
    ],
  };
  return inertJson(log);
};

function descriptor({ id, why }: (typeof rules)[number]): ReportingDescriptor {
  const page = pageOf(id);
  return {
    id,
    shortDescription: { text: why },
    help: { text: page, markdown: page },
    defaultConfiguration: { level: 'error' },
  };
}

/**
 * A finding keeps its fingerprint while lines move: the rule, the file, the problem, and which of several alike it is.
 * The text at its place takes no part: the hash of a card number is as good as the number.
 */
function withFingerprints(findings: readonly (Finding | WaivedFinding)[]): Result[] {
  const alike = new Map<string, number>();
  return findings.map((finding) => {
    const identity = JSON.stringify([finding.rule, finding.file, finding.problem]);
    const number = (alike.get(identity) ?? 0) + 1;
    alike.set(identity, number);
    const fingerprint = createHash('sha256').update(`${identity} ${number}`).digest('hex');
    return { ...resultOf(finding), partialFingerprints: { 'bulkheadFinding/v1': fingerprint } };
  });
}

function resultOf(finding: Finding | WaivedFinding): Result {
  const { rule, file, line, column, endLine, endColumn, severity, problem, fix, path } = finding;
  const region = { startLine: line, startColumn: column, endLine, endColumn };
  const place = { physicalLocation: { artifactLocation: artifact(file), region } };
  const steps = [place, ...path.filter((step) => step !== file).map(fileLocation)];
  const index = rules.findIndex(({ id }) => id === rule);
  return {
    ruleId: rule,
    ...(index !== -1 && { ruleIndex: index }),
    level: 'error',
    message: { text: plain(`${problem} Fix: ${fix}`) },
    locations: [place],
    ...(path.length > 0 && {
      codeFlows: [{ threadFlows: [{ locations: steps.map((location) => ({ location })) }] }],
    }),
    // The standard wants the list on every result of a run, or on none.
    suppressions: 'waiver' in finding ? [suppression(finding)] : [],
    properties: { severity },
  };
}

function suppression({ waiver: { reason, expires } }: WaivedFinding) {
  return { kind: 'external' as const, status: 'accepted' as const, justification: `${reason} (until ${expires})` };
}

function fileLocation(file: string) {
  return { physicalLocation: { artifactLocation: artifact(file), region: { startLine: 1 } } };
}

function artifact(file: string) {
  return { uri: file.toWellFormed().split('/').map(encodeURIComponent).join('/'), uriBaseId: root };
}

/** In a SARIF message `{0}` is a placeholder and `[text](1)` a link (sections 3.11.5 and 3.11.6). */
function plain(text: string): string {
  return text.replaceAll(/\{(\d+)\}/g, '{{$1}}').replaceAll('](', '] (');
}

function byPlace(a: Finding, b: Finding): number {
  return (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column;
}
