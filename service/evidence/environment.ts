import { type EvidenceEnvironment, evidenceEnvironments } from '../../policies/evidence.ts';
import { environmentVariable, evidenceStoreUrl } from '../../evidence-note.ts';
import { exitCode, Failure } from '../../failure.ts';
import type { EvidenceRecord } from './record.ts';

/**
 * Where the commands run. Unset, it is local where records go to a folder, which is one machine's; whoever writes to a
 * bucket may be anywhere, so undefined. Throws a Failure (exit 2) for a name that there is not.
 */
export function readEnvironment(variables = process.env): EvidenceEnvironment | undefined {
  const said = variables[environmentVariable] || undefined;
  if (said === undefined) return evidenceStoreUrl(variables)?.startsWith('file:') === true ? 'local' : undefined;
  const environment = evidenceEnvironments.find((name) => name === said);
  if (environment !== undefined) return environment;
  throw new Failure(`${environmentVariable} is no environment`, {
    fix: `set it to one of them: ${evidenceEnvironments.join(', ')}`,
    exitCode: exitCode.wrongUse,
  });
}

/** Where what a record says was done; `unknown` where the record does not say. */
export function environmentOf({ environment }: Pick<EvidenceRecord, 'environment'>): EvidenceEnvironment | 'unknown' {
  return environment ?? 'unknown';
}
