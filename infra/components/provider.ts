import { Provider } from '@pulumi/aws/provider.js';
import type { StackName } from '../configuration/stack.ts';
import { type Owner, tagsOf } from './names.ts';

/**
 * The one provider of a program. It refuses any account but the one that is configured, so that a shell with the
 * credentials of another changes nothing there.
 */
export function awsProvider(
  owner: Owner,
  { accountId, region, stack }: { accountId: string; region: string; stack: StackName },
): Provider {
  return new Provider('aws', {
    region: region as 'eu-central-1',
    allowedAccountIds: [accountId],
    defaultTags: { tags: tagsOf(owner, stack) },
  });
}
