import type { ClassKeys } from './data-stores.ts';
import { logServiceMayUse, makeKey } from './key.ts';
import type { Surroundings } from './surroundings.ts';

/** A class's own keys, one a purpose: who reads evidence reads no dumps, who reads dumps no secrets, and neither the other class's. */
export function makeClassKeys({ databaseClass, configuration, options }: Surroundings): ClassKeys {
  const { region, accountId } = configuration;
  const make = (purpose: string, users: Parameters<typeof makeKey>[4] = []) =>
    makeKey(databaseClass, configuration, purpose, options, users);
  return {
    database: make('database'),
    backups: make('backups'),
    evidence: make('evidence'),
    secrets: make('secrets'),
    // Log groups have names that AWS gives: /aws/rds/…, aws-waf-logs-…, and ours.
    logs: make('logs', [logServiceMayUse(region, accountId, `*bulkhead-${databaseClass}-${configuration.stack}`)]),
  };
}
