import { evidenceStoreUrl } from './evidence-note.ts';
import { appendNotes } from './service/evidence/append-notes.ts';
import type { Reporter, SerializedError, TestModule, Vitest } from 'vitest/node';
import { countTests } from './vitest.closing-line.ts';

/** Makes a record of the whole run, where BULKHEAD_EVIDENCE_STORE says where evidence is kept. */
export default class EvidenceOfTests implements Reporter {
  #startedAt = new Date();
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunStart(): void {
    this.#startedAt = new Date();
  }

  async onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): Promise<void> {
    if (evidenceStoreUrl() === undefined) return;
    // Some of the tests are no evidence of all of them.
    const { testNamePattern, project: projects } = this.#vitest!.config;
    const all = await this.#vitest!.globTestSpecifications();
    if (testNamePattern !== undefined || projects.length > 0 || modules.length < all.length) return;
    const facts = { ...countTests(modules, unhandledErrors), files: modules.length };
    await appendNotes([
      {
        ...{ kind: 'tests', database: null, facts, startedAt: this.#startedAt, endedAt: new Date() },
        result: facts.failed === 0 ? 'passed' : 'failed',
        title: `${facts.passed} passed, ${facts.failed} failed`,
      },
    ]);
  }
}
