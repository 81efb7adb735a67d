import { type Policy, type Verdict, violation } from '../policy.ts';
import { allows, meansEverybody, namesAnAccount, type Statement, statementsAt } from '../policy-document.ts';
import type { Resource } from '../resource.ts';

/** Unset is AWS’s default: the account’s root alone, which lets IAM decide. */
export const keyNamesItsUsers: Policy = {
  id: 'key-names-its-users',
  requirement: 'A key’s policy says who may use it, and gives everything to nobody but the account itself.',
  reason: 'A key for everybody is a key for other accounts too, and who may do all with a key may delete it.',
  source:
    'PCI DSS 3.7.6, 7.2.1; Checkov CKV_AWS_33; https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
  mend: 'name roles or services as principals, with the actions that they need; leave kms:* to arn:aws:iam::<account>:root',
  types: [
    'aws:kms/key:Key',
    'aws:kms/keyPolicy:KeyPolicy',
    'aws:kms/replicaKey:ReplicaKey',
    'aws:kms/externalKey:ExternalKey',
  ],
  *judgeResource(key) {
    for (const statement of (yield* statementsAt(key, 'policy')) ?? []) {
      if (allows(statement)) yield* judgeStatement(key, statement);
    }
  },
};

function* judgeStatement(key: Resource, statement: Statement): Generator<Verdict> {
  if (statement.hasNotPrincipal) {
    yield violation(key, 'policy allows by NotPrincipal, and the policy pack asks for users by name');
  }
  if (meansEverybody(statement) && !namesAnAccount(statement)) {
    yield violation(
      key,
      'policy allows "*" without a condition that names an account, and the policy pack asks for one',
    );
  }
  if (!isWhole(statement)) return;
  for (const { name } of statement.principals) {
    if (!isRoot(name))
      yield violation(
        key,
        `policy allows kms:* to "${name}", and the policy pack asks for it to be the account’s root`,
      );
  }
}

/** Whether it allows all that a key can do, in one word or by leaving out. */
function isWhole({ actions, notActions }: Statement): boolean {
  return notActions.length > 0 || actions.some((action) => /^(\*|kms:\*+)$/i.test(action));
}

function isRoot(name: string): boolean {
  return /^(arn:aws[\w-]*:iam::\d{12}:root|\d{12})$/.test(name);
}
