import type { Rule } from './rule.ts';
import { clientsStayApart } from './rules/clients-stay-apart.ts';
import { databasesStayApart } from './rules/databases-stay-apart.ts';
import { exemptionsCurrent } from './rules/exemptions-current.ts';
import { filesReadable } from './rules/files-readable.ts';
import { importsPointDown } from './rules/imports-point-down.ts';
import { noCardData } from './rules/no-card-data.ts';
import { numbersLiveInPolicies } from './rules/numbers-live-in-policies.ts';
import { prismaCommandsPinned } from './rules/prisma-commands-pinned.ts';
import { productTermsSpelled } from './rules/product-terms-spelled.ts';
import { runbookCommandsExist } from './rules/runbook-commands-exist.ts';
import { runbookHeadsComplete } from './rules/runbook-heads-complete.ts';
import { runbookLinksResolve } from './rules/runbook-links-resolve.ts';
import { secretsStayOut } from './rules/secrets-stay-out.ts';

/** Every rule, in the order in which reports list them: a new rule is one file and one line here. */
export const rules: readonly Rule[] = [
  clientsStayApart,
  prismaCommandsPinned,
  noCardData,
  databasesStayApart,
  secretsStayOut,
  importsPointDown,
  numbersLiveInPolicies,
  runbookHeadsComplete,
  runbookLinksResolve,
  runbookCommandsExist,
  productTermsSpelled,
  filesReadable,
  exemptionsCurrent,
];
