/**
 * How old a proof may be that every change makes anew: the check, the preview, the tests, the rehearsed runbooks. A week
 * without one means that nothing was changed, or that nothing was proven; either way somebody should look.
 */
export const proofDays = 7;

/** How often somebody goes through who may reach what. PCI DSS 7.2.4 wants it twice a year; a quarter finds it sooner. */
export const accessReviewDays = 90;

/** How often the scope is confirmed by people: PCI DSS 12.5.2 asks for once a year, and after a significant change. */
export const scopeReviewDays = 365;

/** How often an erasure is done from end to end, on a made-up customer where nobody has asked for one. */
export const erasureExerciseDays = 365;

/** How often a secret that people hand out is replaced: Stripe's keys and signing secrets, and the apps' own. */
export const secretRotationDays = 365;

/** How soon a fix of a critical weakness is in production after its release: PCI DSS 6.3.3, which since 4.0.1 names no others. */
export const criticalPatchDaysMax = 30;

/** How often somebody looks which fixes there are: one that comes the day after still has half of its time left. */
export const patchReviewDays = 14;

/** How soon the authority hears of a personal data breach, from the moment that we know of it: GDPR 33(1). */
export const breachNoticeHoursMax = 72;
