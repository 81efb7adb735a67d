import { clusterType, instanceType } from '../database-types.ts';
import { demandValue, type Policy } from '../policy.ts';

/** Unset is off. */
export const databaseTakesIamLogins: Policy = {
  id: 'database-takes-iam-logins',
  requirement: 'A person can log in to a database with a token of IAM, so that no person needs a password.',
  reason: 'A token ends by itself after fifteen minutes and names its bearer in CloudTrail; a password does neither.',
  source: 'PCI DSS 8.2.1; SOC 2 CC6.1; Checkov CKV_AWS_161, CKV_AWS_162',
  mend: 'set iamDatabaseAuthenticationEnabled: true',
  types: [instanceType, clusterType],
  *judgeResource(resource) {
    yield* demandValue(resource, 'iamDatabaseAuthenticationEnabled', true);
  },
};
