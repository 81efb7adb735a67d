import { type EvidenceKind, evidenceKinds, sitePageCharactersMax } from '../../policies/evidence.ts';
import type { ChainRecord } from '../../service/evidence/chains.ts';
import { environmentsInWords } from './environments.ts';
import { kinds } from './kinds.ts';

/** One page of records, newest first. */
export interface RecordPage {
  file: string;
  title: string;
  /** Null on the pages that list every kind. */
  kind: EvidenceKind | null;
  number: number;
  of: number;
  /** Records of this kind, on all its pages. */
  count: number;
  /** Of which systems they are, in a sentence. */
  environments: string;
  records: readonly ChainRecord[];
}

/**
 * All records over pages, and again by kind, also where there are none of it: that is an answer as well. Each page is small
 * enough to be opened at once.
 */
export function recordPages(records: readonly ChainRecord[]): RecordPage[] {
  const newestFirst = records.toReversed();
  return [null, ...evidenceKinds].flatMap((kind) => {
    const own = kind === null ? newestFirst : newestFirst.filter((record) => record.kind === kind);
    const name = kind ?? 'all';
    const parts = inParts(own);
    const about = { count: own.length, environments: environmentsInWords(own) };
    return parts.map((part, index) => ({
      ...{ file: `records-${name}-${index + 1}.html`, kind, number: index + 1, of: parts.length, records: part },
      ...about,
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
