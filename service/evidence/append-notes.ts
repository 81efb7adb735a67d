import { hostname } from 'node:os';
import packageJson from '../../package.json' with { type: 'json' };
import { evidenceStoreUrl, evidenceVariable, type Note } from '../../evidence-note.ts';
import { exitCode, Failure } from '../../failure.ts';
import { openStoreAt } from '../backup/store/open-store.ts';
import type { Store } from '../backup/store/store.ts';
import { codeCommit, operatorName } from '../operator.ts';
import { appendRecord } from './chain.ts';
import { readEnvironment } from './environment.ts';

/** Makes a record of each note, one after another. Throws a Failure where one of them cannot be kept. */
export async function appendNotes(notes: readonly Note[], variables = process.env): Promise<void> {
  const store = await openEvidence(variables);
  const tools = { bulkhead: packageJson.version, node: process.version };
  const environment = readEnvironment(variables);
  const made = {
    tools,
    operator: operatorName(),
    host: hostname(),
    commit: codeCommit(),
    ...(environment && { environment }),
  };
  for (const { startedAt, endedAt, facts, ...note } of notes) {
    const times = { startedAt: startedAt.toISOString(), endedAt: endedAt.toISOString() };
    await appendRecord(store, { ...note, facts: { ...facts }, ...times, ...made });
  }
}

/** The store of evidence. Throws a Failure (exit 2) where none is set, or its URL is none. */
export async function openEvidence(variables = process.env): Promise<Store> {
  const url = evidenceStoreUrl(variables);
  if (url !== undefined) return openStoreAt(url, evidenceVariable);
  throw new Failure(`${evidenceVariable} is not set`, {
    fix: 'set it to the place where evidence is kept: s3://bucket/prefix or file:/folder',
    exitCode: exitCode.wrongUse,
  });
}
