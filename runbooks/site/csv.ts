import type { ChainRecord } from '../../service/evidence/chains.ts';
import { environmentOf } from '../../service/evidence/environment.ts';
import type { ControlView } from './control-view.ts';

export function controlsCsv(views: readonly ControlView[]): string {
  const head = ['id', 'framework', 'reference', 'title', 'sentence', 'owner', 'state', 'last evidence', 'mechanisms'];
  const rows = views.map(({ control, state, lastEvidenceAt, mechanisms }) => [
    ...[control.id, control.framework, control.reference, control.title, control.sentence, control.owner],
    ...[state, lastEvidenceAt ?? '', mechanisms.map(({ path, line }) => `${path}:${line ?? 'absent'}`).join(' ')],
  ]);
  return csv([head, ...rows]);
}

export function recordsCsv(records: readonly ChainRecord[]): string {
  const head = [
    ...['chain', 'number', 'environment', 'kind', 'database', 'result', 'started', 'ended', 'recorded', 'title'],
    ...['facts', 'commit', 'tools', 'operator', 'host', 'previous', 'hash'],
  ];
  const rows = records.map((record) => [
    ...[
      record.chain,
      String(record.sequence),
      environmentOf(record),
      record.kind,
      record.database ?? '',
      record.result,
    ],
    ...[record.startedAt, record.endedAt, record.recordedAt, record.title, JSON.stringify(record.facts), record.commit],
    ...[JSON.stringify(record.tools), record.operator, record.host, record.previous, record.hash],
  ]);
  return csv([head, ...rows]);
}

/** Rows as RFC 4180 has them. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A spreadsheet runs what begins like a formula, so such a text gets an apostrophe before it. OWASP, CSV injection. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}
