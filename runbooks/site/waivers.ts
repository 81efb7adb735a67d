import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';

/** An exemption from a rule of the check. */
export interface Waiver {
  rule: string;
  path: string;
  reason: string;
  expires: string;
}

/** Those of the repository, what ends first before the others. */
export function readWaivers(repository: string): Waiver[] {
  const text = readFileSync(join(repository, 'bulkhead.config.json'), 'utf8');
  return ((parse(text) as { waivers?: Waiver[] }).waivers ?? []).toSorted((one, other) =>
    one.expires < other.expires ? -1 : 1,
  );
}
