import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import type { ChainRecord } from '../../service/evidence/chains.ts';

/** An exception from a rule of the check; the configuration calls it a waiver. */
export interface Waiver {
  rule: string;
  path: string;
  reason: string;
  expires: string;
}

/** The exceptions, and what they allowed when the check last ran. */
export interface WaiversView {
  /** Those of the repository, what ends first before the others. */
  all: readonly Waiver[];
  /** The newest check that is recorded. */
  check: ChainRecord | null;
  /** Findings that each allowed in that check; undefined where its record does not say. */
  allowedBy: ReadonlyMap<Waiver, number | undefined>;
}

/** `records` are those that count, in the order in which they were recorded. */
export function viewWaivers(repository: string, records: readonly ChainRecord[]): WaiversView {
  const text = readFileSync(join(repository, 'bulkhead.config.json'), 'utf8');
  const all = ((parse(text) as { waivers?: Waiver[] }).waivers ?? []).toSorted((one, other) =>
    one.expires < other.expires ? -1 : 1,
  );
  const check = records.findLast(({ kind }) => kind === 'check') ?? null;
  const counts = Object.values(check?.facts ?? {}).flatMap((fact) => countIn(String(fact)));
  const allowedBy = new Map(
    all.map((waiver) => [
      waiver,
      // A record cuts what is long.
      counts.find(({ named }) => `${waiver.rule} at ${waiver.path}`.startsWith(named))?.count,
    ]),
  );
  return { all, check, allowedBy };
}

/** As the check records it: `21 × databases-stay-apart at a/place.ts`. */
function countIn(fact: string): { count: number; named: string }[] {
  const [, count, named] = /^(\d+) × (\S.*)$/.exec(fact) ?? [];
  return named === undefined ? [] : [{ count: Number(count), named }];
}
