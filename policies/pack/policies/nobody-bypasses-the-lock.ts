import { bucketTypes, partTypes } from '../buckets.ts';
import { documentPathsOf, grantTypes } from '../grants.ts';
import { type Policy, violation } from '../policy.ts';
import { allows, coversAction, statementsAt } from '../policy-document.ts';

const bypasses = ['s3:BypassGovernanceRetention', 's3:PutBucketObjectLockConfiguration', 's3:PutObjectLegalHold'];

/** Unset is nothing granted. A wildcard grants what it covers. */
export const nobodyBypassesTheLock: Policy = {
  id: 'nobody-bypasses-the-lock',
  requirement: 'Nothing grants the right to bypass, change or add to the locks of objects.',
  reason: 'Nobody’s work needs it; who has it can weaken the lock of the next dump, or hold objects for ever.',
  source: 'PCI DSS 10.3.4; https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html; the design',
  mend: `take ${bypasses.join(', ')}, and the wildcards that cover them, out of the document`,
  types: [...grantTypes, ...bucketTypes, ...partTypes('BucketPolicy')],
  *judgeResource(resource) {
    for (const path of documentPathsOf(resource)) {
      for (const statement of ((yield* statementsAt(resource, path)) ?? []).filter(allows)) {
        const granted = bypasses.filter((action) => coversAction(statement, action));
        if (granted.length > 0) yield violation(resource, `${path} allows ${granted.join(', ')}, which nobody may`);
      }
    }
  },
};
