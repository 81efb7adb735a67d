import { type Told, withEvidence } from '../../evidence-note.ts';
import { Failure } from '../../failure.ts';
import type { Page } from '../page/page.ts';
import { commandsOf } from '../page/commands-of.ts';
import { play, type Played } from './play.ts';
import { restoredBy } from './recovery.ts';
import { withScene } from './scene.ts';
import { sceneOf } from './scenes.ts';

/**
 * Stands a page's scene up, plays the page on it, takes the scene away, and notes as evidence what came of it. Throws a
 * Failure where the page has nothing to play or is not written as pages are, and `signal`'s reason once that is aborted.
 */
export async function rehearse(page: Page, signal: AbortSignal): Promise<Played> {
  const commands = commandsOf(page).flat();
  if (commands.length === 0) {
    throw new Failure(`${page.name} has nothing to run`, { fix: 'see --list for the pages that have' });
  }
  const scene = await sceneOf(page);
  return withEvidence(
    { kind: 'rehearsal', database: restoredBy(commands) ?? null, facts: { page: page.name } },
    () => withScene(scene, signal, (variables) => play(page, variables, signal)),
    evidenceOfRehearsal,
  );
}

function evidenceOfRehearsal({ page, steps, recovery, passed }: Played): Told {
  const recovered = recovery === undefined ? '' : `, recovered in ${recovery.seconds.toFixed(1)} s`;
  return {
    result: passed ? 'passed' : 'failed',
    title: `${page.name}: ${steps} steps ${passed ? 'as the page says' : 'before one that was not'}${recovered}`,
    facts: {
      page: page.name,
      steps,
      recoverySeconds: recovery?.seconds ?? null,
      recoverySecondsMax: recovery?.secondsMax ?? null,
    },
  };
}
