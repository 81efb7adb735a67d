import type { EvidenceKind } from './policies/evidence.ts';

/** What a command did, for the evidence: never anything of a customer's, and no secret. */
export interface Note {
  kind: EvidenceKind;
  /** Which database it was about; null where it was about neither or both. */
  database: 'billing' | 'main' | null;
  result: 'passed' | 'failed';
  /** One line for people: `6 of 6 tables equal, 12.3 s`. */
  title: string;
  /** Flat; a number carries its unit in its name. */
  facts: Readonly<Record<string, string | number | boolean | null>>;
  startedAt: Date;
  endedAt: Date;
}

/** What a command says of its work once it is done; `result` where it may end without throwing and yet not have passed. */
export type Told = Pick<Note, 'title' | 'facts'> & { result?: Note['result'] };

/** What is known of the work before it begins; `facts` stand in the record also where it throws. */
type Subject = Pick<Note, 'kind' | 'database'> & Partial<Pick<Note, 'facts'>>;

/** Where evidence is kept: `s3://bucket/prefix` or `file:/folder`; none is where it is not set, or empty. */
export const evidenceVariable = 'BULKHEAD_EVIDENCE_STORE';

/** Where commands run, for their records: one of `evidenceEnvironments`. infra and CI set it; people do in a shift's first lines. */
export const environmentVariable = 'BULKHEAD_ENVIRONMENT';

/** The URL of the store of evidence; undefined where none is kept. */
export function evidenceStoreUrl(variables: NodeJS.ProcessEnv = process.env): string | undefined {
  return variables[evidenceVariable] || undefined;
}

const notes: Note[] = [];

/**
 * Does the work and notes what came of it, also where it throws. Where a store of evidence is set, the command line makes
 * a record of each note when the command ends; so no command needs to know of stores, and none waits for one in the
 * middle of its work.
 */
export async function withEvidence<Done>(
  subject: Subject,
  work: () => Done | Promise<Done>,
  tell: (done: Done) => Told,
): Promise<Done> {
  const startedAt = new Date();
  const note = (told: Told & Pick<Note, 'result'>) =>
    notes.push({ ...subject, ...told, startedAt, endedAt: new Date() });
  try {
    const done = await work();
    note({ result: 'passed', ...tell(done) });
    return done;
  } catch (error) {
    // The error's own words may name a customer; the command's log has them.
    note({ result: 'failed', title: 'it ended with an error', facts: subject.facts ?? {} });
    throw error;
  }
}

/** All notes since the last call. */
export function takeNotes(): Note[] {
  return notes.splice(0);
}
