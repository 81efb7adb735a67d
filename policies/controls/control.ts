import type { DatabaseClass } from '../databases.ts';
import type { EvidenceKind } from '../evidence.ts';

/**
 * What a standard, a law or we ourselves demand, what holds it up, and which record shows that it does. `Bulkhead` are our
 * own controls: what this repository promises beyond the standards.
 */
export interface Control {
  /** `pci-3.5.1`, `soc2-a1.2`, `gdpr-17`, `own-databases-apart`: the name of its page. */
  id: string;
  framework: FrameworkName;
  /** As the framework counts: `3.5.1`, `A1.2`, `Art. 17`; for one of our own the rule's name or the design's. */
  reference: string;
  title: string;
  /** What has to be true, in our own words, and what of it is not reached. */
  sentence: string;
  /** The numbers and lists that it is about: `policies/backup.ts#backups.billing.keepDays`. */
  policies: readonly string[];
  /** Files that hold it up, with the name in them that does where it is one: `prisma/billing/grants.sql#billing_app`. */
  mechanisms: readonly string[];
  /** What shows it. */
  evidence: readonly Evidence[];
  owner: Owner;
  /** Pages of runbooks/ that say what to do. */
  runbooks: readonly string[];
}

export type FrameworkName = 'PCI DSS 4.0.1' | 'SOC 2' | 'GDPR' | 'Bulkhead';

/** Most evidence is a record that a command left; what people agreed to stands in the history of the code alone. */
export type Evidence = RecordedEvidence | Approvals;

/** Records of a kind, and how old the newest may be. */
export interface RecordedEvidence {
  kind: EvidenceKind;
  database?: DatabaseClass;
  /** The page that was walked or rehearsed; of several pages none may have failed last where none is named. */
  page?: string;
  everyDays: number;
}

/** That a second person took in the newest changes of the wall, as many as the site lists. No record says it: git does. */
export interface Approvals {
  kind: 'approvals';
}

export type Owner = 'billing on-call' | 'platform on-call' | 'security on-call' | 'data protection officer';
