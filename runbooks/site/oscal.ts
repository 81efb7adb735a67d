import { createHash } from 'node:crypto';
import type { ChainRecord, ChainReport } from '../../service/evidence/chains.ts';
import type { ControlView } from './control-view.ts';

/** The version of NIST's OSCAL whose assessment-results model is written. */
const oscalVersion = '1.1.3';

/** What was read, and when. */
interface Found {
  builtAt: string;
  commit: string;
  chains: readonly ChainReport[];
  nameOf: (record: ChainRecord) => string;
}

/**
 * OSCAL assessment results: https://pages.nist.gov/OSCAL-Reference/models/v1.1.3/assessment-results/json-reference/.
 * A finding's state is about its evidence alone: "satisfied" says that all of it is there and new enough.
 */
export function assessmentResults(views: readonly ControlView[], { builtAt, commit, chains, nameOf }: Found) {
  const uuid = (name: string) => uuidOf(`${builtAt} ${commit} ${name}`);
  return {
    'assessment-results': {
      uuid: uuid('results'),
      metadata: {
        title: 'Bulkhead: evidence of controls',
        'last-modified': builtAt,
        version: commit,
        'oscal-version': oscalVersion,
      },
      'import-ap': { href: 'index.html' },
      results: [
        {
          uuid: uuid('result'),
          title: 'Mechanisms and evidence as they were found',
          description: `Read from the repository at ${commit} and from the chains of records, last ${chains.map(({ last }) => last ?? 'none').join(', ')}.`,
          start: builtAt,
          end: builtAt,
          'reviewed-controls': {
            'control-selections': [{ 'include-controls': views.map(({ control }) => ({ 'control-id': control.id })) }],
          },
          observations: views.flatMap((view) => observationsOf(view, uuid, { builtAt, nameOf })),
          findings: views.map((view) => findingOf(view, uuid)),
        },
      ],
    },
  };
}

function observationsOf(
  { control, evidence }: ControlView,
  uuid: (name: string) => string,
  found: Pick<Found, 'builtAt' | 'nameOf'>,
) {
  return evidence.map(({ wanted, name, state, newest }, index) => ({
    uuid: uuid(`observation ${control.id} ${index}`),
    title: `${name}: ${state}`,
    description:
      newest === null
        ? `There is no record of it. One is wanted every ${wanted.everyDays} days.`
        : `Record ${found.nameOf(newest)}: ${newest.title}. One is wanted every ${wanted.everyDays} days.`,
    methods: [wanted.kind === 'access-review' || wanted.kind === 'runbook' ? 'EXAMINE' : 'TEST'],
    collected: newest?.endedAt ?? found.builtAt,
  }));
}

function findingOf({ control, state, evidence }: ControlView, uuid: (name: string) => string) {
  return {
    uuid: uuid(`finding ${control.id}`),
    title: `${control.framework} ${control.reference}: ${control.title}`,
    description: control.sentence,
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
