/** An app's name: what stands in its keys, in its customers' metadata at Stripe and in the access log. */
export const appNamePattern = /^[a-z][a-z0-9-]{1,62}[a-z0-9]$/;

/** Features that one product gives at the most; Stripe's metadata holds 500 characters a value. */
export const featuresMax = 100;
