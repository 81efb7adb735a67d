/**
 * Pages that are played side by side, each on a scene of its own: half of a page's time is spent waiting, and two cores
 * are what a small machine has.
 */
export const pagesAtOnceMax = 2;

/** Longest that a scene may take to stand up before its page is played; the slowest one takes a tenth of it. */
export const sceneSecondsMax = 120;

/** Longest that one command of a page may take on the local system; the slowest one takes a fifteenth of it. */
export const commandSecondsMax = 120;

/** Lines of a failing command's output that are shown, its last ones. */
export const shownLinesMax = 60;
