import type { FrameworkName } from './control.ts';

/** What of a framework the controls are about, and what of it is somebody else's. */
export interface Framework {
  name: FrameworkName;
  /** What it is, and which part of it was chosen; a sentence. */
  chosen: string;
  /** What is left out, and whose task that is; a sentence. */
  leftOut: string;
}

/** The frameworks in the order in which they are shown. None is here as a whole: a reader has to know what is not. */
export const frameworks: readonly Framework[] = [
  {
    name: 'PCI DSS 4.0.1',
    chosen: 'A selection of the card industry’s standard: what a database without card data and its wall bear on.',
    leftOut:
      'Physical access, malware, offices’ networks, accounts and training of staff, scans and penetration tests are the organisation’s; the pages on which people type a card are Stripe’s.',
  },
  {
    name: 'SOC 2',
    chosen: 'A selection of the Trust Services criteria: access, operations, change and availability.',
    leftOut:
      'How the organisation is led, its risks, its staff, its suppliers and its buildings (CC1 to CC5, CC6.4, CC9), and the criteria on privacy, confidentiality and processing, are the organisation’s.',
  },
  {
    name: 'GDPR',
    chosen: 'A selection of the EU’s data protection law: what a store of billing data answers to by what it does.',
    leftOut:
      'The ground for each processing, notices, consent, access requests, impact assessments and contracts are the controller’s, which is the business; what the main app holds is that app’s.',
  },
  {
    name: 'Bulkhead',
    chosen: 'Our own controls, of no standard: one for each rule that the wall is made of.',
    leftOut: 'No rule is left out: a test fails where one of the check’s has no control.',
  },
];
