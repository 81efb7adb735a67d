import type { Graph } from '../graph.ts';
import { planType } from '../plan-rules.ts';
import { type Policy, type Verdict, violation } from '../policy.ts';
import { type Resource } from '../resource.ts';
import { sayMissing } from '../pointing.ts';

const testingType = 'aws:backup/restoreTestingPlan:RestoreTestingPlan';
const selectionType = 'aws:backup/restoreTestingSelection:RestoreTestingSelection';

/** A testing plan without a selection runs, and restores nothing. */
export const restoresAreTested: Policy = {
  id: 'restores-are-tested',
  requirement: 'Where AWS Backup makes recovery points, it restores one regularly to see that it can.',
  reason: 'A backup that was never restored is a hope.',
  source: 'SOC 2 A1.3; GDPR 32(1)(d); policies/backup.ts',
  mend: 'make a RestoreTestingPlan in the stack, and a RestoreTestingSelection that points at it and names the database',
  types: [planType],
  *judgeGraph(graph) {
    for (const plan of graph.ofType(planType)) yield* judgePlan(graph, plan);
  },
};

function* judgePlan(graph: Graph, plan: Resource): Generator<Verdict> {
  const testing = graph.ofType(testingType).filter(({ project }) => project === plan.project);
  if (testing.length === 0) {
    yield violation(plan, 'the stack has no RestoreTestingPlan, and the policy asks for one');
    return;
  }
  for (const test of testing) {
    if (graph.pointingAt(test, [selectionType], 'restoreTestingPlanName').length > 0) return;
  }
  const problem =
    'the stack has no RestoreTestingSelection that points at its RestoreTestingPlan, and the policy asks for one';
  yield sayMissing(graph, plan, [selectionType], 'restoreTestingPlanName', problem);
}
