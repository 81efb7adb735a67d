import { evidenceTextCharactersMax } from '../../../policies/evidence.ts';
import type { Told } from '../../../evidence-note.ts';
import type { AccessReview } from './review.ts';

/** What is recorded of a review: who there is, how many that are, and how many of them nobody expected. */
export function evidenceOfReview({ users, keys, surprises }: AccessReview): Told {
  return {
    result: surprises.length === 0 ? 'passed' : 'failed',
    title: `${users.length} users of the server, ${keys.length} keys of apps, ${surprises.length} surprises`,
    facts: {
      users: users.length,
      names: namesOf(users),
      apps: new Set(keys.map(({ app }) => app)).size,
      keys: keys.length,
      oldestPasswordDays: oldestPasswordDays(users),
      surprises: surprises.length,
    },
  };
}

/** `of billing: billing_app, billing_backup; of server: root`, as whose users the files know them. */
function namesOf(users: AccessReview['users']): string {
  return [...Map.groupBy(users, ({ of }) => of)]
    .map(([of, those]) => `of ${of}: ${[...new Set(those.map(({ user }) => user))].join(', ')}`)
    .join('; ')
    .slice(0, evidenceTextCharactersMax);
}

/** Of our own users; null where the server tells of none. */
function oldestPasswordDays(users: AccessReview['users']): number | null {
  const days = users.flatMap(({ of, passwordDays }) =>
    of === 'server' || passwordDays === null ? [] : [passwordDays],
  );
  return days.length === 0 ? null : Math.max(...days);
}
