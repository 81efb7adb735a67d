import { type Policy, type Verdict, violation } from '../policy.ts';
import { allows, type Condition, meansEverybody, type Statement, statementsAt } from '../policy-document.ts';
import type { Resource } from '../resource.ts';

/**
 * Services that say on whose account’s behalf they come: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 * The others come without, and the condition would shut them out.
 */
const servicesThatSayForWhom = ['backup.amazonaws.com', 'ecs-tasks.amazonaws.com', 'scheduler.amazonaws.com'];

/** AWS refuses a role without the document, so that unset does not happen. */
export const roleIsAssumedByName: Policy = {
  id: 'role-is-assumed-by-name',
  requirement: 'Who may take on a role is named, and a service of AWS only for our account.',
  reason: 'A role for everybody is everybody’s; and a service that comes for another account brings its wishes along.',
  source:
    'PCI DSS 7.2.1; SOC 2 CC6.1; Checkov CKV_AWS_60, CKV_AWS_61; https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  mend: 'name the principal, and give a service the condition StringEquals aws:SourceAccount, or ArnLike aws:SourceArn, and an identity provider one on its sub',
  types: ['aws:iam/role:Role'],
  *judgeResource(role) {
    for (const statement of (yield* statementsAt(role, 'assumeRolePolicy')) ?? []) {
      if (allows(statement)) yield* judgeStatement(role, statement);
    }
  },
};

function* judgeStatement(role: Resource, statement: Statement): Generator<Verdict> {
  if (meansEverybody(statement))
    yield violation(role, 'assumeRolePolicy lets in "*", and the policy pack asks for names');
  if (statement.hasNotPrincipal) {
    yield violation(role, 'assumeRolePolicy lets in by NotPrincipal, and the policy pack asks for names');
  }
  if (statement.principals.some(({ kind }) => kind === 'Federated') && !statement.conditions.some(saysWho)) {
    yield violation(
      role,
      'assumeRolePolicy lets in all of an identity provider’s, and the policy pack asks for a condition on its sub',
    );
  }
  if (statement.conditions.some(saysForWhom)) return;
  for (const { kind, name } of statement.principals) {
    if (kind === 'Service' && servicesThatSayForWhom.includes(name)) {
      yield violation(
        role,
        `assumeRolePolicy lets in ${name} for any account, and the policy pack asks for aws:SourceAccount or aws:SourceArn`,
      );
    }
  }
}

/** What an OpenID provider calls one of its own, up to a wildcard: repo:owner/name:ref:refs/heads/main. */
function saysWho({ operator, key, values }: Condition): boolean {
  return ['StringEquals', 'StringLike'].includes(operator) && key.endsWith(':sub') && values.every(namesSomebody);
}

/** GitHub’s begin with repo:<owner>/: a wildcard before the second part lets in everybody’s. */
function namesSomebody(sub: string): boolean {
  return /^[^*?:]+:[^*?/]+(\/[^*?:]+|$)/.test(sub) || !/[*?]/.test(sub);
}

function saysForWhom({ operator, key, values }: Condition): boolean {
  return (
    ['aws:sourceaccount', 'aws:sourcearn'].includes(key) &&
    ['StringEquals', 'StringLike', 'ArnEquals', 'ArnLike'].includes(operator) &&
    values.every((value) => /^(\d{12}|arn:[\w-]+:[\w-]+:[^:]*:\d{12}:.*)$/.test(value))
  );
}
