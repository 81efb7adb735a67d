import type { EvidenceKind } from './policies/evidence.ts';

/** What a command did, for the evidence: never anything personal, and no secret. */
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

const notes: Note[] = [];

/**
 * Says what was done. Where a store of evidence is set, the command line makes a record of each note when the command
 * ends; so no command needs to know of stores, and none waits for one in the middle of its work.
 */
export function noteEvidence(note: Omit<Note, 'endedAt'>): void {
  notes.push({ ...note, endedAt: new Date() });
}

/** All notes since the last call. */
export function takeNotes(): Note[] {
  return notes.splice(0);
}
