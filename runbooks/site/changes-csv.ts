import type { ChainRecord } from '../../service/evidence/chains.ts';
import { csv } from './csv.ts';
import { proofKinds } from './proofs-of-commits.ts';
import { isApproved, type WallChange } from './wall-changes.ts';

/** Every change of the wall, a row each: what an auditor draws a sample from. */
export function changesCsv(
  changes: readonly WallChange[],
  proofsOf: (commit: string) => readonly ChainRecord[],
): string {
  const firsts = proofKinds.flatMap((kind) => [
    ...[`first ${kind} that contained it`, `result of that ${kind}`],
    ...[`that ${kind} ended`, `that ${kind} was of commit`],
  ]);
  const head = ['commit', 'committed', 'author', 'subject', 'approvals', 'second person', ...firsts];
  const rows = changes.map((change) => {
    const proofs = proofsOf(change.commit);
    return [
      ...[change.commit, change.at, change.author, change.subject],
      ...[change.approvals.map(({ says }) => says).join('; '), isApproved(change) ? 'yes' : 'no'],
      ...proofKinds.flatMap((kind) => firstOf(proofs.find((record) => record.kind === kind))),
    ];
  });
  return csv([head, ...rows]);
}

function firstOf(record: ChainRecord | undefined): string[] {
  if (record === undefined) return ['none recorded', '', '', ''];
  return [`record ${record.sequence} of ${record.chain}`, record.result, record.endedAt, record.commit];
}
