import type { Control } from '../../policies/controls.ts';
import type { ChainRecord } from '../../service/evidence/chains.ts';
import { type ControlView, type EvidenceState, evidenceStates } from './control-view.ts';

/** One thing that is missing, failed or overdue, and the controls that rest on it. */
export interface Wanting {
  state: EvidenceState;
  what: string;
  newest: ChainRecord | null;
  controls: readonly Control[];
}

/**
 * What somebody has to look at, the worst first. Many controls rest on one record: without one run of the tests there
 * would be twenty lines that all say so.
 */
export function wantingOf(views: readonly ControlView[]): Wanting[] {
  const found = views.flatMap(({ control, mechanisms, policies, evidence }) => [
    ...mechanisms
      .filter(({ line }) => line === null)
      .map(({ path, symbol }) => absent(`${path}${symbol === null ? '' : `#${symbol}`}`, control)),
    ...policies.filter(({ value }) => value === null).map(({ name }) => absent(name, control)),
    ...evidence
      .filter(({ state }) => state !== 'current')
      .map(({ name, state, newest }) => ({ control, state, newest, what: name })),
  ]);
  const together = [...Map.groupBy(found, ({ state, what }) => `${state} ${what}`).values()].map((those) => ({
    ...those[0]!,
    controls: those.map(({ control }) => control),
  }));
  return together.toSorted((one, other) => evidenceStates.indexOf(one.state) - evidenceStates.indexOf(other.state));
}

function absent(name: string, control: Control) {
  return { control, state: 'missing' as const, newest: null, what: `${name}, which is not in the repository` };
}
