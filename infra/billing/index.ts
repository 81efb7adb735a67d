import { billing } from './program.ts';

/** What `pulumi up` runs; the names are those of policies/stack-outputs.ts. */
export const { serviceUrl, webhookUrl, databaseEndpoint, dumpBucket, evidenceBucket } = billing();
