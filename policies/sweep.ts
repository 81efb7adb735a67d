/** How far before its time a sweep begins: clocks differ, and an event may be listed a little after it was made. */
export const overlapMinutes = 15;

/** How long Stripe lists an event, and how far back a sweep can reach. https://docs.stripe.com/api/events/list */
export const listedDays = 30;

/** A sweep that has not moved for so long needs somebody: a week is left before what it has not seen leaves Stripe’s list. */
const behindDays = listedDays - 7;
export const behindSeconds = behindDays * 86_400;

/** Events asked for at once: the most that a page of Stripe's lists holds. https://docs.stripe.com/api/pagination */
export const pageEvents = 100;

/** Waits before each further try while billing's database is away: a server that fails over is back within them. */
export const databaseWaitSeconds: readonly number[] = [1, 2, 5, 10, 20, 30, 60];

/** Events that the report names of each kind; all are counted. */
export const namedEventsMax = 100;

/** How often the service sweeps by itself: an event that was not delivered is late by no more than this. */
export const everyMinutes = 5;

/** A last whole sweep that is so old is told of: a few days are left to mend what keeps it from ending. */
export const cautionDays = 25;

/** Waits before a health event is asked for again that Stripe would not give; the last one stays. */
export const healthEventWaitMinutes: readonly number[] = [1, 5, 30, 180];

/** How far back the first sweep begins: a day within Stripe's list, so that it may be ended and run again. */
export const firstSweepDays = 29;
