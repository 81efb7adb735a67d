import * as pulumi from '@pulumi/pulumi';
import type { DatabaseClass } from '../../policies/databases.ts';
import type { stackOutputs } from '../../policies/stack-outputs.ts';
import type { ClassNetwork } from './surroundings.ts';

type NetworkOutput = (typeof stackOutputs.network)[number];

/** The stack of the same name of the network's project, with the outputs that policies/stack-outputs.ts lets cross. */
export class NetworkReference {
  readonly #reference = new pulumi.StackReference(`${pulumi.getOrganization()}/network/${pulumi.getStack()}`);

  /** One output. Fails the program where the network's stack is not up, or older than this one. */
  output<Value = string>(name: NetworkOutput): pulumi.Output<Value> {
    return this.#reference.requireOutput(name) as pulumi.Output<Value>;
  }

  /** What a class may use of the network. */
  partOf(databaseClass: DatabaseClass): ClassNetwork {
    return {
      vpcId: this.output('vpcId'),
      privateSubnetIds: this.output(`${databaseClass}PrivateSubnetIds`),
      isolatedSubnetIds: this.output(`${databaseClass}IsolatedSubnetIds`),
      endpointSecurityGroupId: this.output('endpointSecurityGroupId'),
      s3PrefixListId: this.output('s3PrefixListId'),
    };
  }
}
