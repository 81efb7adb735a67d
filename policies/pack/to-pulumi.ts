import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from '@pulumi/policy';
import { fromResourceArguments, fromStackResource } from './from-pulumi.ts';
import { Graph } from './graph.ts';
import { judge, type Policy, type Verdict } from './policy.ts';

/** The name of the policy that says what nobody can tell yet. */
export const unverifiableUntilUp = 'unverifiable-until-up';

/**
 * The policies as Pulumi wants them: what judges one resource is asked before the resource is made, what judges the
 * graph when all are registered. A policy that does both becomes two. What they cannot tell yet is said by one more
 * policy, which is advisory: a first preview knows little, and the same policies are asked again during `up`.
 */
export function toPulumi(policies: readonly Policy[]): Policies {
  return [...policies.flatMap(pulumiPoliciesOf), unverifiable(policies)];
}

function pulumiPoliciesOf(policy: Policy): Policies {
  const { id, requirement, mend, types, judgeResource, judgeGraph } = policy;
  const shared = { description: requirement, remediationSteps: mend };
  const single: ResourceValidationPolicy[] =
    judgeResource === undefined
      ? []
      : [
          {
            name: id,
            ...shared,
            validateResource(args, report) {
              if (!types.includes(args.type)) return;
              for (const verdict of judgeResource(fromResourceArguments(args))) {
                if (verdict.kind === 'violation') report(messageOf(policy, verdict));
              }
            },
          },
        ];
  const whole: StackValidationPolicy[] =
    judgeGraph === undefined
      ? []
      : [
          {
            name: judgeResource === undefined ? id : `${id}-in-the-stack`,
            ...shared,
            validateStack({ resources }, report) {
              for (const verdict of judgeGraph(new Graph(resources.map(fromStackResource)))) {
                if (verdict.kind === 'violation') report(messageOf(policy, verdict), verdict.resource.urn);
              }
            },
          },
        ];
  return [...single, ...whole];
}

function unverifiable(policies: readonly Policy[]): StackValidationPolicy {
  return {
    name: unverifiableUntilUp,
    description: 'What no policy can tell before the stack is up is named, so that nothing passes in silence.',
    enforcementLevel: 'advisory',
    validateStack({ resources }, report) {
      for (const verdict of judge(policies, new Graph(resources.map(fromStackResource)))) {
        if (verdict.kind === 'unverifiable') report(`${verdict.policy.id}: ${verdict.problem}`, verdict.resource.urn);
      }
    },
  };
}

/** All that somebody needs who has never heard of the policy. */
export function messageOf({ reason, source, mend }: Policy, { problem }: Verdict): string {
  return `${problem}\nWhy: ${reason}\nSource: ${source}\nMend: ${mend}`;
}
