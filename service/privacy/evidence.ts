import type { Told } from '../../evidence-note.ts';
import type { Receipt } from './receipt.ts';

/** How many and how much; who it was is in no record. */
export function evidenceOfErasures(receipts: readonly Receipt[]): Told {
  const count = (of: (receipt: Receipt) => number) => receipts.reduce((sum, receipt) => sum + of(receipt), 0);
  const heldUntil = receipts
    .map(({ backups }) => backups.heldUntil ?? '')
    .sort()
    .at(-1);
  return {
    title: `${receipts.length} ${receipts.length === 1 ? 'customer' : 'customers'} erased`,
    facts: {
      ...{ erased: receipts.length, events: count(({ erased }) => erased.events) },
      deletedAtStripe: receipts.filter(({ stripe }) => stripe === 'deleted').length,
      // Whether a lock holds them as long, the record of each backup says.
      inBackupsUntil: heldUntil || null,
    },
  };
}
