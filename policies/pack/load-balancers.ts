import { type Resource, valueAt } from './resource.ts';

/** AWS's provider knows each of these by two names. */
export const loadBalancerTypes = ['aws:lb/loadBalancer:LoadBalancer', 'aws:alb/loadBalancer:LoadBalancer'];
export const listenerTypes = ['aws:lb/listener:Listener', 'aws:alb/listener:Listener'];
export const listenerRuleTypes = ['aws:lb/listenerRule:ListenerRule', 'aws:alb/listenerRule:ListenerRule'];
export const targetGroupTypes = ['aws:lb/targetGroup:TargetGroup', 'aws:alb/targetGroup:TargetGroup'];

/** Whether it speaks HTTP. Unset is an application load balancer to the provider. */
export function isApplicationLoadBalancer(resource: Resource): boolean {
  const type = valueAt(resource, 'loadBalancerType');
  return type !== 'network' && type !== 'gateway';
}
