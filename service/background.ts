import { drainSecondsMax } from '../policies/webhook.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { startDelivering } from './outbox/deliver.ts';
import { type Background, startRelay } from './outbox/relay.ts';
import { stripeClient } from './stripe/client.ts';
import { paceOf } from './stripe/read/pace.ts';
import { startSettling } from './stripe/read/settle.ts';
import { startSweeping } from './stripe/sweep/loop.ts';
import { thenRead } from './stripe/sweep/then-read.ts';
import type { GroupCommit } from './webhook/group-commit.ts';
import { withinSeconds } from './within-seconds.ts';

/**
 * Starts what goes on beside the answering. Sweeper, relay and deliverer work in one process among all that share billing's
 * database; doubts are settled by any of them, object by object. Its end resolves once all of it has ended, or is late.
 */
export function startBackground(config: Config, commits: GroupCommit, log: Log): Background {
  const { appSigningSecret, livemode } = config;
  const running: Background[] = [startRelay(log)];
  if (appSigningSecret !== undefined) running.push(startDelivering({ appSigningSecret, livemode, log }));
  if (config.stripe !== undefined) {
    const stripe = stripeClient();
    const pace = paceOf({ livemode, standIn: config.stripe.base !== undefined });
    const notice = (line: string) => log.warn({ work: 'sweep' }, line);
    running.push(startSettling(stripe, { commits, pace, log }));
    running.push(startSweeping(stripe, { livemode, log, ...thenRead(stripe, { livemode, pace, notice }) }));
  }
  return {
    end: async () => {
      // A call of Stripe's that hangs is not waited for: all of it bears being stopped anywhere.
      const ended = Promise.all(running.map((work) => work.end()));
      await withinSeconds(drainSecondsMax, ended).catch(() => undefined);
    },
  };
}
