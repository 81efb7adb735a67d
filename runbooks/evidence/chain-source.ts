import { InvalidArgumentError } from 'commander';
import { openStoreAt } from '../../service/backup/store/open-store.ts';
import { openEvidence } from '../../service/evidence/append-notes.ts';
import { readChain } from '../../service/evidence/chain.ts';
import { type Chain, chainName, type ExpectedRecord } from '../../service/evidence/chains.ts';

/** Where a chain lies, and what it is to be called. */
export interface ChainSource {
  name: string;
  url: string;
}

/** What the chain is called that BULKHEAD_EVIDENCE_STORE leads to. */
export const ownChain = 'own';

/** `name=url`; a name that another one has is refused, because links and `--expect` go by it. */
export function readSource(text: string, others: readonly ChainSource[]): ChainSource {
  const [name, url] = split(text);
  if (url === '') throw new InvalidArgumentError('It is a name and a URL, with = between them.');
  if (others.some((other) => other.name === name)) throw new InvalidArgumentError(`${name} is said twice.`);
  return { name, url };
}

/** `name=number:hash`; without a name it is of the chain that has none given. */
export function readExpected(text: string): ExpectedRecord {
  const [chain, record] = text.includes('=') ? split(text) : [ownChain, text];
  const [, sequence, hash] = /^(\d{1,9}):([0-9a-f]{64})$/.exec(record) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw new InvalidArgumentError(
      'It is a chain’s name, = and a record’s number and hash, with a colon between them.',
    );
  }
  return { chain, sequence: Number(sequence), hash };
}

/** Reads every chain, one after another. Throws a Failure where a store cannot be opened or read. */
export async function readChains(sources: readonly ChainSource[] = []): Promise<Chain[]> {
  if (sources.length === 0) return [{ name: ownChain, entries: await readChain(await openEvidence()) }];
  const chains: Chain[] = [];
  for (const { name, url } of sources) {
    chains.push({ name, entries: await readChain(await openStoreAt(url, `--from ${name}`)) });
  }
  return chains;
}

function split(text: string): [name: string, rest: string] {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(at, 0));
  if (chainName.test(name)) return [name, text.slice(at + 1)];
  throw new InvalidArgumentError('It begins with a name of small letters, digits and hyphens, and a =.');
}
