import { evidenceEnvironments } from '../../policies/evidence.ts';
import { environmentOf } from '../../service/evidence/environment.ts';
import type { EvidenceRecord } from '../../service/evidence/record.ts';

const inWords = {
  production: 'production',
  staging: 'staging',
  ci: 'continuous integration',
  local: 'a local system',
  unknown: 'an unknown environment',
} as const;

/** Of which systems the records are, in a sentence or two: a demo must not look like evidence of what is live. */
export function environmentsInWords(records: readonly Pick<EvidenceRecord, 'environment'>[]): string {
  if (records.length === 0) return 'There are no records of any environment.';
  const counts = Map.groupBy(records, environmentOf);
  const parts = ([...evidenceEnvironments, 'unknown'] as const).flatMap((name) => {
    const count = counts.get(name)?.length ?? 0;
    return count === 0 ? [] : [{ name, count }];
  });
  const none = counts.has('production') ? '' : '; none is of production';
  if (parts.length > 1) {
    const each = parts.map(({ name, count }) => `${count} ${count === 1 ? 'is' : 'are'} of ${inWords[name]}`);
    return `Of ${records.length} records ${each.slice(0, -1).join(', ')} and ${each.at(-1)}${none}.`;
  }
  const of = inWords[parts[0]!.name];
  if (records.length === 1) return `The one record is of ${of}${none}.`;
  return `These ${records.length} records are of ${of}${none}.`;
}
