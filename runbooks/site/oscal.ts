import { createHash } from 'node:crypto';
import type { Evidence } from '../../policies/controls.ts';
import type { ChainRecord, ChainReport } from '../../service/evidence/chains.ts';
import { environmentOf } from '../../service/evidence/environment.ts';
import type { ControlView, EvidenceView } from './control-view.ts';
import { asMarkup } from './markup.ts';
import { daysInWords } from './times.ts';

/** The version of NIST's OSCAL whose assessment-results model is written. */
const oscalVersion = '1.1.3';

/** Kinds of evidence that somebody looked through; all others tried something. */
const examined: readonly Evidence['kind'][] = ['access-review', 'runbook', 'approvals'];

/** What was read, and when. */
interface Found {
  builtAt: string;
  commit: string;
  chains: readonly ChainReport[];
  nameOf: (record: ChainRecord) => string;
  hrefOf: (record: ChainRecord) => string;
}

/**
 * OSCAL assessment results: https://pages.nist.gov/OSCAL-Reference/models/v1.1.3/assessment-results/json-reference/.
 * A finding's state is about its evidence alone: "satisfied" says that all of it is there and new enough.
 */
export function assessmentResults(views: readonly ControlView[], found: Found) {
  const { builtAt, commit, chains } = found;
  const uuid = (name: string) => uuidOf(`${builtAt} ${commit} ${name}`);
  const lasts = chains.map(({ last }) => last ?? 'none').join(', ');
  return {
    'assessment-results': {
      uuid: uuid('results'),
      metadata: {
        title: 'Bulkhead: evidence of controls',
        'last-modified': builtAt,
        version: commit,
        'oscal-version': oscalVersion,
      },
      'import-ap': {
        href: 'index.html',
        remarks: 'There is no document of an assessment plan. The controls on that page are what was assessed.',
      },
      results: [
        {
          uuid: uuid('result'),
          title: 'Mechanisms and evidence as they were found',
          description: asMarkup(`Read from the repository at ${commit} and from the chains of records, last ${lasts}.`),
          start: builtAt,
          end: builtAt,
          'reviewed-controls': {
            'control-selections': [{ 'include-controls': views.map(({ control }) => ({ 'control-id': control.id })) }],
          },
          observations: views.flatMap((view) => observationsOf(view, uuid, found)),
          findings: views.map((view) => findingOf(view, uuid)),
        },
      ],
    },
  };
}

function observationsOf({ control, evidence }: ControlView, uuid: (name: string) => string, found: Found) {
  return evidence.map((one, index) => ({
    uuid: uuid(`observation ${control.id} ${index}`),
    title: asMarkup(`${one.name}: ${one.state}`),
    description: asMarkup(describe(one, found)),
    methods: [examined.includes(one.wanted.kind) ? 'EXAMINE' : 'TEST'],
    collected: one.newest?.endedAt ?? found.builtAt,
    ...(one.newest && { 'relevant-evidence': [evidenceOf(one.newest, found)] }),
  }));
}

function describe({ wanted, newest, counted }: EvidenceView, { nameOf }: Found): string {
  if (wanted.kind === 'approvals') return `${counted}, in the history of the code.`;
  const often = `One is wanted every ${daysInWords(wanted.everyDays)}.`;
  if (newest === null) return `There is no record of it; the date of collection is when that was found. ${often}`;
  return `Record ${nameOf(newest)} (environment: ${environmentOf(newest)}): ${newest.title}. ${often}`;
}

/** Where the record stands on the site beside this file, and the hash that it has in its chain. */
function evidenceOf(record: ChainRecord, { nameOf, hrefOf }: Found) {
  return {
    href: hrefOf(record),
    description: asMarkup(`Record ${nameOf(record)} on that page of the site beside this file, SHA-256 ${record.hash}`),
  };
}

function findingOf({ control, state, evidence }: ControlView, uuid: (name: string) => string) {
  return {
    uuid: uuid(`finding ${control.id}`),
    title: asMarkup(`${control.framework} ${control.reference}: ${control.title}`),
    description: asMarkup(control.sentence),
    target: {
      type: 'objective-id',
      'target-id': control.id,
      status: { state: state === 'current' ? 'satisfied' : 'not-satisfied', reason: state },
    },
    'related-observations': evidence.map((_, index) => ({
      'observation-uuid': uuid(`observation ${control.id} ${index}`),
    })),
  };
}

/** The same things have the same UUID, so that two builds of one state are one file. Version 5 by form: RFC 9562. */
function uuidOf(name: string): string {
  const hex = createHash('sha1').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
