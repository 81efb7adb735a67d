import { exitCode, Failure } from '../../../failure.ts';
import { openStore, storeVariable } from '../../backup/store/open-store.ts';
import type { Store } from '../../backup/store/store.ts';

/**
 * Where the record of a verification is kept. Throws a Failure (exit 2) in production where no store is named: a folder
 * of the machine that happens to run this is no evidence to anybody.
 */
export async function openEvidenceStore(variables = process.env): Promise<Store> {
  const variable = storeVariable('billing');
  const production = variables['NODE_ENV'] === 'production' || variables['STRIPE_MODE'] === 'live';
  if (production && (variables[variable] ?? '') === '') {
    throw new Failure(`${variable} is not set, so the record could not be kept`, {
      fix: `set ${variable} to the store of billing’s backups: s3://bucket/prefix`,
      exitCode: exitCode.wrongUse,
    });
  }
  return openStore('billing', variables);
}
