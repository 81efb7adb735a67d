import type { Chain } from '../../service/evidence/chains.ts';
import { hashedText } from '../../service/evidence/record.ts';

/** The file beside the site that has a chain's records. */
export function fileOfChain(name: string): string {
  return `chain-${name}.ndjson`;
}

/**
 * A record a line, each exactly the text that its hash is of: the next line's `previous` is the SHA-256 of it. A file in
 * the store that is no record has no line, so that the one behind it does not follow.
 */
export function chainFile({ entries }: Pick<Chain, 'entries'>): string {
  return entries.flatMap((entry) => ('record' in entry ? [`${hashedText(entry.record)}\n`] : [])).join('');
}
