/** A subnet, made here or AWS’s own. */
export const subnetTypes: readonly string[] = ['aws:ec2/subnet:Subnet', 'aws:ec2/defaultSubnet:DefaultSubnet'];
