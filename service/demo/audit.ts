import type { Stripe } from 'stripe';
import type { DatabaseClass } from '../../policies/databases.ts';
import { databaseClasses } from '../../policies/databases.ts';
import { withEvidence } from '../../evidence-note.ts';
import { makeBackup } from '../backup/backup-flow.ts';
import { drill } from '../backup/drill/drill-flow.ts';
import { evidenceOfBackup, evidenceOfDrill } from '../backup/evidence.ts';
import { letGo } from '../backup/let-go.ts';
import type { Store } from '../backup/store/store.ts';
import { evidenceOfReview } from '../database/access/evidence.ts';
import { reviewAccess } from '../database/access/review.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import { connectToServer } from '../database/connect.ts';
import { parseDatabaseUrl } from '../database/database-url.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { operatorName } from '../operator.ts';
import { connectPrivacy } from '../privacy/connect-privacy.ts';
import { eraseCustomer } from '../privacy/erase.ts';
import { evidenceOfErasures } from '../privacy/evidence.ts';
import type { Scene } from './shop.ts';

interface Audited {
  mariadb: LocalMariadb;
  store: Store;
  stripe: Stripe;
}

const quiet = { say: () => undefined, onProgress: () => undefined };

/**
 * Does what an auditor asks for, and leaves the record of each: somebody who is in the backup is erased, both databases'
 * newest backups are restored by machine, without that person, and each user's rights are compared with the files.
 */
export async function playAudit(audited: Audited): Promise<Scene[]> {
  return [
    await eraseEldest(audited),
    await drillOne('billing', audited),
    await backUpMain(audited),
    await drillOne('main', audited),
    ...(await reviewBoth(audited)),
  ];
}

/** The first customer of the year, whom the backup has as well. */
async function eraseEldest({ mariadb, store, stripe }: Audited): Promise<Scene> {
  const { id } = await billingPrisma.billing_customers.findFirstOrThrow({ orderBy: { created: 'asc' } });
  const connection = await connectPrivacy(mariadb.urls.billing.privacy, 'BILLING_PRIVACY_URL');
  try {
    const erase = async () => [await eraseCustomer(connection, id, { store, stripe, askedBy: operatorName() })];
    const [receipt] = await withEvidence({ kind: 'erasure', database: 'billing' }, erase, evidenceOfErasures);
    const { email, name } = await billingPrisma.billing_customers.findUniqueOrThrow({ where: { id } });
    return {
      what: 'the first customer asks to be erased',
      seen: `${receipt!.erased.events} events without their text, ${receipt!.stripe} at Stripe`,
      held: email === null && name === null && receipt!.stripe === 'deleted',
    };
  } finally {
    await connection.end();
  }
}

async function backUpMain({ mariadb, store }: Audited): Promise<Scene> {
  const made = await withEvidence(
    { kind: 'backup', database: 'main' },
    () => makeBackup('main', mariadb.urls.main.backup, 'MAIN_BACKUP_URL', store, { ...quiet, verify: true }),
    (manifest) => evidenceOfBackup(manifest, store),
  );
  return { what: 'main is backed up', seen: `${made.tables.length} tables`, held: made.verifiedAt !== null };
}

/** As the scheduled drill does: first it lets go of what restores put aside too long ago. */
async function drillOne(database: DatabaseClass, { mariadb, store }: Audited): Promise<Scene> {
  const { restore } = mariadb.urls[database];
  const variable = `${database.toUpperCase()}_RESTORE_URL`;
  await letGo(database, restore, variable, quiet.say);
  const record = await withEvidence(
    { kind: 'drill', database },
    () => drill(database, restore, variable, store, quiet),
    evidenceOfDrill,
  );
  const equal = record.tables.filter((table) => table.equal).length;
  const erased = database === 'billing' ? `, ${record.erasuresReplayed} erased again` : '';
  return {
    what: `the newest backup of ${database} is restored by machine, beside the live one`,
    seen: `${equal} of ${record.tables.length} tables equal${erased}`,
    held: record.result === 'passed' && (database === 'main' || record.erasuresReplayed === 1),
  };
}

async function reviewBoth({ mariadb }: Audited): Promise<Scene[]> {
  const administrator = await connectToServer(parseDatabaseUrl(mariadb.adminUrl, 'the local root'), 'the local root');
  try {
    const scenes: Scene[] = [];
    for (const database of databaseClasses) {
      const review = () => reviewAccess(administrator, database);
      const { users, surprises } = await withEvidence({ kind: 'access-review', database }, review, evidenceOfReview);
      scenes.push({
        what: `who can reach ${database} is compared with the files, right by right`,
        seen: `${users.length} users, ${surprises.length === 0 ? 'none of them a surprise' : surprises.join('; ')}`,
        held: surprises.length === 0,
      });
    }
    return scenes;
  } finally {
    await administrator.end();
  }
}
