/**
 * What may cross from one stack to another: these names, and nothing else. Between billing and main there is no row, in
 * either direction: they share a network, and there no path.
 */
export const stackOutputs = {
  network: [
    'vpcId',
    'publicSubnetIds',
    'billingPrivateSubnetIds',
    'billingIsolatedSubnetIds',
    'mainPrivateSubnetIds',
    'mainIsolatedSubnetIds',
    'endpointSecurityGroupId',
    's3PrefixListId',
    'repositoryUrl',
  ],
  billing: ['serviceUrl', 'webhookUrl', 'databaseEndpoint', 'dumpBucket', 'evidenceBucket'],
  main: ['databaseEndpoint', 'dumpBucket', 'evidenceBucket', 'appSecurityGroupId'],
} as const;
export type StackProject = keyof typeof stackOutputs;

/** Who may read whose outputs. */
export const stackReferences: Readonly<Record<StackProject, readonly StackProject[]>> = {
  network: [],
  billing: ['network'],
  main: ['network'],
};
