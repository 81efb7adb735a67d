import type { ClassConfiguration } from '../configuration/schema.ts';
import { nameOf, type Owner } from './names.ts';
import type { Statement } from './policy-document.ts';

/**
 * Rights to one key, found by its alias: a key’s ARN is chosen by AWS, and a policy that holds it could not be judged
 * before the key is there. `purpose` is that of makeKey().
 */
export function keyRights(
  owner: Owner,
  { accountId, region, stack }: Pick<ClassConfiguration, 'accountId' | 'region' | 'stack'>,
  purpose: string,
  actions: readonly string[],
): Statement {
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: `arn:aws:kms:${region}:${accountId}:key/*`,
    Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': `alias/${nameOf(owner, stack, purpose)}` } },
  };
}
