/** The tag that says whose a resource is where the stack does not: in the network there are parts of both. */
export const classTag = 'bulkhead:class';

/** The tag that says what is in a thing that holds something, for policies that are about such things only. */
export const holdsTag = 'bulkhead:holds';
export const holds = {
  dumps: 'dumps',
  evidence: 'evidence',
  logs: 'logs',
  password: 'password',
  sharedKey: 'shared-key',
} as const;

/** The tag of the one kind of security group that the world may reach. */
export const roleTag = 'bulkhead:role';
export const loadBalancerRole = 'load-balancer';
