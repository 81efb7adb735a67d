import type { Control } from '../../policies/controls.ts';
import type { ChainRecord } from '../../service/evidence/chains.ts';
import { type ControlState, controlStates, type ControlView } from './control-view.ts';

/** One thing that is absent, missing, failed or overdue, and the controls that rest on it. */
export interface Wanting {
  state: ControlState;
  what: string;
  newest: ChainRecord | null;
  controls: readonly Control[];
}

/**
 * What somebody has to look at, the worst first, and of one state what most controls rest on. Many controls rest on one
 * record: without one run of the tests there would be twenty lines that all say so.
 */
export function wantingOf(views: readonly ControlView[]): Wanting[] {
  const found = views.flatMap(({ control, mechanisms, policies, evidence }) => [
    ...mechanisms
      .filter(({ line }) => line === null)
      .map(({ path, symbol }) => absent(`${path}${symbol === null ? '' : `#${symbol}`}`, control)),
    ...policies.filter(({ value }) => value === null).map(({ name }) => absent(name, control)),
    ...evidence
      .filter(({ state }) => state !== 'current')
      .map(({ name, state, newest, counted }) => ({
        ...{ control, state, newest },
        what: counted === null ? name : `${name}: ${counted}`,
      })),
  ]);
  const together = [...Map.groupBy(found, ({ state, what }) => `${state} ${what}`).values()].map((those) => ({
    ...those[0]!,
    controls: those.map(({ control }) => control),
  }));
  return together.toSorted(
    (one, other) =>
      controlStates.indexOf(one.state) - controlStates.indexOf(other.state) ||
      other.controls.length - one.controls.length,
  );
}

function absent(name: string, control: Control) {
  return { control, state: 'absent' as const, newest: null, what: `${name}, which is not in the code` };
}
