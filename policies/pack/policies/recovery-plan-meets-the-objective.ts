import { backups, pointInTimeDaysMax } from '../../backup.ts';
import { residency } from '../../residency.ts';
import { dataClassOf } from '../data-class.ts';
import type { Graph } from '../graph.ts';
import { planType, rulePathsOf } from '../plan-rules.ts';
import { demand, type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { isInResidency, isUnsaid, regionOf, regionOfArn } from '../region.ts';
import { type Resource, unknown, valueAt } from '../resource.ts';
import { longestGapHours } from '../schedule-expression.ts';

/** What AWS Backup runs a rule by that says nothing. */
const defaultSchedule = 'cron(0 5 ? * * *)';

/** An unset lifecycle keeps for ever, which is longer than we may. */
export const recoveryPlanMeetsTheObjective: Policy = {
  id: 'recovery-plan-meets-the-objective',
  requirement:
    'AWS Backup makes recovery points as often, keeps them as long, and only there, as the class’s policy says.',
  reason: 'A plan that is a little slower or shorter looks the same on every dashboard, until it is needed.',
  source: 'SOC 2 A1.2; GDPR 5(1)(e), 44; policies/backup.ts',
  mend: 'set the rule’s schedule to run each backups[class].everyHours, lifecycle.deleteAfter to keepDays or more, and copy only to vaults in the regions of policies/residency.ts',
  types: [planType],
  *judgeGraph(graph) {
    for (const plan of graph.ofType(planType)) {
      const rules = yield* rulePathsOf(plan);
      yield* judgeCadence(plan, rules);
      for (const rule of rules) {
        yield* judgeRetention(plan, rule);
        yield* judgeCopies(graph, plan, rule);
      }
    }
  },
};

/** One rule that is fast enough will do; others may be slower. */
function* judgeCadence(plan: Resource, rules: readonly string[]): Generator<Verdict> {
  const { everyHours } = backups[dataClassOf(plan)];
  const schedules = rules.map((rule) => valueAt(plan, `${rule}.schedule`) ?? defaultSchedule);
  if (schedules.some((schedule) => typeof schedule === 'string' && runsEach(schedule, everyHours))) return;
  const open = rules.find((rule) => valueAt(plan, `${rule}.schedule`) === unknown);
  if (open !== undefined) yield unverifiable(plan, `${open}.schedule`);
  else if (valueAt(plan, 'rules') !== unknown) {
    const all = schedules.map(shown).join(', ') || 'not set';
    yield violation(plan, `schedule is ${all}, and the policy asks for a run each ${everyHours} hours`);
  }
}

function runsEach(schedule: string, hours: number): boolean {
  const gap = longestGapHours(schedule);
  return gap !== undefined && gap <= hours;
}

/** AWS keeps a continuous backup for as many days as RDS does, and no longer. */
function judgeRetention(plan: Resource, rule: string): Generator<Verdict> {
  const { keepDays } = backups[dataClassOf(plan)];
  const path = `${rule}.lifecycle.deleteAfter`;
  if (valueAt(plan, `${rule}.enableContinuousBackup`) === true) {
    return demand(
      plan,
      path,
      (days) => typeof days === 'number' && days <= pointInTimeDaysMax,
      (days) => `${path} is ${days}, and a continuous backup is kept for ${pointInTimeDaysMax} days at most`,
    );
  }
  return demand(
    plan,
    path,
    (days) => typeof days === 'number' && days >= keepDays,
    (days) => `${path} is ${days}, and the policy asks for ${keepDays} days or more, and for an end`,
  );
}

function* judgeCopies(graph: Graph, plan: Resource, rule: string): Generator<Verdict> {
  const copies = valueAt(plan, `${rule}.copyActions`);
  if (copies === unknown) yield unverifiable(plan, `${rule}.copyActions`);
  for (const index of Array.isArray(copies) ? copies.keys() : []) {
    const path = `${rule}.copyActions.${index}.destinationVaultArn`;
    const arn = valueAt(plan, path);
    if (typeof arn === 'string') {
      if (!isInResidency(regionOfArn(arn)))
        yield violation(plan, `${path} is "${arn}", which is not in ${residency.zone}`);
      continue;
    }
    const regions = graph.targets(plan, path).filter(isVault).map(regionOf);
    if (regions.length === 0 || regions.some(isUnsaid)) yield unverifiable(plan, path);
    for (const region of regions.filter((one) => !isUnsaid(one) && !isInResidency(one))) {
      yield violation(plan, `${path} is in ${shown(region)}, which is not in ${residency.zone}`);
    }
  }
}

function isVault({ type }: Resource): boolean {
  return type === 'aws:backup/vault:Vault' || type === 'aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault';
}
