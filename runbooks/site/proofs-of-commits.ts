import type { EvidenceKind } from '../../policies/evidence.ts';
import type { ChainRecord } from '../../service/evidence/chains.ts';

/** What a machine says of a commit before people take it in. */
export const proofKinds: readonly EvidenceKind[] = ['check', 'preview', 'tests'];

/**
 * For each commit: the first check, preview and test run of code that contains it, and where one of them failed, the
 * first that passed as well. `parents` is the history: each commit with those before it.
 */
export function proofsOfCommits(
  parents: ReadonlyMap<string, readonly string[]>,
  records: readonly ChainRecord[],
): Map<string, ChainRecord[]> {
  const proofs = new Map<string, ChainRecord[]>();
  const oldestFirst = records.toSorted((one, other) => Date.parse(one.endedAt) - Date.parse(other.endedAt));
  for (const kind of proofKinds) {
    const own = oldestFirst.filter((record) => record.kind === kind);
    for (const counted of [own, own.filter(({ result }) => result === 'passed')]) {
      const seen = new Set<string>();
      for (const record of counted) {
        for (const commit of takeUnseen(record.commit, parents, seen)) {
          const those = proofs.get(commit) ?? [];
          if (!those.includes(record)) proofs.set(commit, [...those, record]);
        }
      }
    }
  }
  return proofs;
}

/** A commit and all before it that were not seen yet. Each is seen once, however many records there are. */
function takeUnseen(from: string, parents: ReadonlyMap<string, readonly string[]>, seen: Set<string>): string[] {
  const taken: string[] = [];
  const open = [from];
  for (let commit = open.pop(); commit !== undefined; commit = open.pop()) {
    const before = parents.get(commit);
    if (before === undefined || seen.has(commit)) continue;
    seen.add(commit);
    taken.push(commit);
    open.push(...before);
  }
  return taken;
}
