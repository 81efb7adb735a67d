import { passwordRotationDays } from '../../keys.ts';
import { holds, holdsTag } from '../../tags.ts';
import { heldBy } from '../held-by.ts';
import type { Graph } from '../graph.ts';
import { demand, demandValue, type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { type Resource, unknown } from '../resource.ts';
import { demandPointing } from '../pointing.ts';

const secretType = 'aws:secretsmanager/secret:Secret';
const rotationType = 'aws:secretsmanager/secretRotation:SecretRotation';

/** Unset is never. What a secret holds has to be said: a password that says nothing would be passed over. */
export const secretRotates: Policy = {
  id: 'secret-rotates',
  requirement: 'A password is changed by machine; only what another party has to be told of is not.',
  reason: 'A password that leaked unnoticed is worth something until it is changed, and people do not change them.',
  source: 'PCI DSS 8.6.3; SOC 2 CC6.1; cdk-nag AwsSolutions-SMG4; Checkov CKV2_AWS_57',
  mend: `tag the secret ${holdsTag} = ${holds.password}, and make a SecretRotation with automaticallyAfterDays: passwordRotationDays of policies/keys.ts; tag what cannot be changed without another party ${holds.sharedKey}`,
  types: [secretType],
  *judgeGraph(graph) {
    for (const secret of graph.ofType(secretType)) {
      const held = heldBy(secret);
      if (held === unknown) yield unverifiable(secret, 'tags');
      else if (held === holds.password) yield* judgePassword(graph, secret);
      else if (held !== holds.sharedKey) {
        yield violation(
          secret,
          `tag ${holdsTag} is ${shown(held)}, and the policy asks for "${holds.password}" or "${holds.sharedKey}"`,
        );
      }
    }
  },
};

function* judgePassword(graph: Graph, secret: Resource): Generator<Verdict> {
  const problem = 'no SecretRotation points at the secret, and the policy asks for one';
  for (const rotation of yield* demandPointing(graph, secret, [rotationType], 'secretId', problem)) {
    yield* demandValue(rotation, 'rotationEnabled', true, { orUnset: true });
    yield* demand(
      rotation,
      'rotationRules.automaticallyAfterDays',
      (days) => typeof days === 'number' && days <= passwordRotationDays,
      (days) =>
        `rotationRules.automaticallyAfterDays is ${days}, and the policy asks for ${passwordRotationDays} at most`,
    );
  }
}
