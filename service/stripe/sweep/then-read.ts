import type Stripe from 'stripe';
import { GroupCommit } from '../../webhook/group-commit.ts';
import type { Pace } from '../read/pace.ts';
import { settleOnce } from '../read/settle.ts';
import { verify } from '../verify/verify-flow.ts';
import type { AccountsOptions } from './accounts.ts';

/**
 * What is left to reading once events have told what they can: doubts are settled, and where Stripe's list does not reach
 * back far enough, every object is compared with Stripe's and read where it differs.
 */
export function thenRead(
  stripe: Stripe,
  { livemode, pace, notice }: { livemode: boolean; pace: Pace; notice: (line: string) => void },
): Required<Pick<AccountsOptions, 'settle' | 'readEverything'>> {
  return {
    settle: () => withCommits(async (commits) => void (await settleOnce(stripe, { commits, pace, notice }))),
    readEverything: async (account) => {
      await verify(stripe, { livemode, pace, notice, repair: true, account: account ?? undefined });
    },
  };
}

async function withCommits(work: (commits: GroupCommit) => Promise<void>): Promise<void> {
  const commits = new GroupCommit();
  try {
    await work(commits);
  } finally {
    await commits.close();
  }
}
