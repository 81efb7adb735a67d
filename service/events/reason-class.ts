/** Why an event is quarantined. Each stays until somebody changes something: what may pass by itself is answered 503 and never kept. */
export type ReasonClass = 'other mode' | 'value refused' | 'unreadable';

/** What has to change before a replay of such an event can apply it. */
export const mendOf: Record<ReasonClass, string> = {
  'other mode': 'permanent: it belongs to the other mode’s billing',
  'value refused': 'permanent: until a column takes the value, then replay it',
  unreadable: 'permanent: until the projection reads this shape, then replay it',
};

/** The class of a reason as service/webhook/prepare.ts and commit.ts word it; null for an event that is not quarantined. */
export function reasonClassOf(reason: string | null): ReasonClass | null {
  if (reason === null) return null;
  if (reason.startsWith('the event is from ')) return 'other mode';
  return reason.startsWith('the database refused a value') ? 'value refused' : 'unreadable';
}
