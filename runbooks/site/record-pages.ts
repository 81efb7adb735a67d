import { type EvidenceKind, evidenceKinds, sitePageCharactersMax } from '../../policies/evidence.ts';
import type { ChainRecord } from '../../service/evidence/chains.ts';
import { kinds } from './kinds.ts';

/** One page of records, newest first. */
export interface RecordPage {
  file: string;
  title: string;
  /** Null on the pages that list every kind. */
  kind: EvidenceKind | null;
  number: number;
  of: number;
  records: readonly ChainRecord[];
}

/** All records over pages, and again by kind: each page small enough to be opened at once. */
export function recordPages(records: readonly ChainRecord[]): RecordPage[] {
  const newestFirst = records.toReversed();
  return [null, ...evidenceKinds].flatMap((kind) => {
    const own = kind === null ? newestFirst : newestFirst.filter((record) => record.kind === kind);
    if (kind !== null && own.length === 0) return [];
    const name = kind ?? 'all';
    const parts = inParts(own);
    return parts.map((part, index) => ({
      ...{ file: `records-${name}-${index + 1}.html`, kind, number: index + 1, of: parts.length, records: part },
      title: `${kind === null ? 'All records' : kinds[kind].title}${parts.length > 1 ? `, page ${index + 1} of ${parts.length}` : ''}`,
    }));
  });
}

function inParts(records: readonly ChainRecord[]): ChainRecord[][] {
  const parts: ChainRecord[][] = [[]];
  let characters = 0;
  for (const record of records) {
    const length = JSON.stringify(record).length;
    if (characters + length > sitePageCharactersMax && parts.at(-1)!.length > 0) {
      parts.push([]);
      characters = 0;
    }
    parts.at(-1)!.push(record);
    characters += length;
  }
  return parts;
}
