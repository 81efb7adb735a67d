import { network } from './program.ts';

/** What `pulumi up` runs; the names are those of policies/stack-outputs.ts. */
export const {
  vpcId,
  publicSubnetIds,
  billingPrivateSubnetIds,
  billingIsolatedSubnetIds,
  mainPrivateSubnetIds,
  mainIsolatedSubnetIds,
  endpointSecurityGroupId,
  s3PrefixListId,
  repositoryUrl,
} = network();
