import type { Rule } from './rule.ts';
import { clientsStayApart } from './rules/clients-stay-apart.ts';
import { exemptionsCurrent } from './rules/exemptions-current.ts';
import { filesReadable } from './rules/files-readable.ts';

/** Every rule, in the order in which reports list them: a new rule is one file and one line here. */
export const rules: readonly Rule[] = [clientsStayApart, filesReadable, exemptionsCurrent];
