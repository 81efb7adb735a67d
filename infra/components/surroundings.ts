import type { Provider } from '@pulumi/aws/provider.js';
import type { Output } from '@pulumi/pulumi';
import type { DatabaseClass } from '../../policies/databases.ts';
import type { ClassConfiguration } from '../configuration/schema.ts';

/** What everything in a class's stack is made for, and where: handed down from the program to each component. */
export interface Surroundings {
  databaseClass: DatabaseClass;
  configuration: ClassConfiguration;
  options: { provider: Provider };
  network: ClassNetwork;
}

/** The part of the network that is this class's, from the network's stack. */
export interface ClassNetwork {
  vpcId: Output<string>;
  privateSubnetIds: Output<string[]>;
  isolatedSubnetIds: Output<string[]>;
  endpointSecurityGroupId: Output<string>;
  s3PrefixListId: Output<string>;
}
