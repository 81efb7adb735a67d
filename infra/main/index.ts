import { main } from './program.ts';

/** What `pulumi up` runs; the names are those of policies/stack-outputs.ts. */
export const { databaseEndpoint, dumpBucket, evidenceBucket, appSecurityGroupId } = main();
