import { PolicyPack } from '@pulumi/policy';
import { policies } from './policies.ts';
import { toPulumi } from './to-pulumi.ts';

/** Loaded by Pulumi’s runner for policy packs; to construct a pack is to serve it. */
new PolicyPack('bulkhead', {
  description:
    'What Bulkhead’s infrastructure has to hold: two databases that share nothing, by the numbers of policies/.',
  enforcementLevel: 'mandatory',
  policies: toPulumi(policies),
});
