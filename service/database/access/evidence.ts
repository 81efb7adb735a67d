import type { Told } from '../../../evidence-note.ts';
import type { AccessReview } from './review.ts';

/** What is recorded of a review: how many there are, and how many of them nobody expected. */
export function evidenceOfReview({ users, keys, surprises }: AccessReview): Told {
  return {
    result: surprises.length === 0 ? 'passed' : 'failed',
    title: `${users.length} users of the server, ${keys.length} keys of apps, ${surprises.length} surprises`,
    facts: {
      users: users.length,
      apps: new Set(keys.map(({ app }) => app)).size,
      keys: keys.length,
      oldestPasswordDays: oldestPasswordDays(users),
      surprises: surprises.length,
    },
  };
}

/** Of our own users; null where the server tells of none. */
function oldestPasswordDays(users: AccessReview['users']): number | null {
  const days = users.flatMap(({ of, passwordDays }) =>
    of === 'server' || passwordDays === null ? [] : [passwordDays],
  );
  return days.length === 0 ? null : Math.max(...days);
}
