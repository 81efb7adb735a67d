/**
 * A leader that the server has not heard for so long is none any more: the server ends its connection, and the lock goes
 * with it. Long enough for a server that fails over or a processor that is busy.
 */
export const silenceSecondsMax = 15;

/** A leader asks the server this often whether it still leads; a few answers may come late before it is silent too long. */
export const confirmEverySeconds = 5;

/** Those that do not lead try this often: with the silence above, a leader that is gone is replaced within half a minute. */
export const tryEverySeconds = 5;
