import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as accessLog from './access-log.ts';
import * as alarms from './alarms.ts';
import * as api from './api.ts';
import * as assurance from './assurance.ts';
import * as backup from './backup.ts';
import * as cardData from './card-data.ts';
import { heldOfACard } from './card-data/held-of-a-card.ts';
import { controls, frameworks } from './controls.ts';
import * as databaseServer from './database-server.ts';
import * as databases from './databases.ts';
import * as erasure from './erasure.ts';
import * as evidenceKept from './evidence.ts';
import * as jobs from './jobs.ts';
import * as keys from './keys.ts';
import * as residency from './residency.ts';
import * as retention from './retention.ts';
import * as runbooks from './runbooks.ts';
import * as service from './service.ts';
import * as stackOutputs from './stack-outputs.ts';
import * as sweep from './sweep.ts';
import * as verify from './verify.ts';
import * as webhook from './webhook.ts';

const repository = join(import.meta.dirname, '..');
const policies: Record<string, unknown> = {
  'access-log': accessLog,
  alarms,
  api,
  assurance,
  backup,
  'card-data': cardData,
  'database-server': databaseServer,
  databases,
  erasure,
  evidence: evidenceKept,
  jobs,
  keys,
  residency,
  retention,
  runbooks,
  service,
  'stack-outputs': stackOutputs,
  sweep,
  verify,
  webhook,
};

/** What `policies/backup.ts#backups.billing.keepDays` names. */
function valueOf(entry: string): unknown {
  const [, file, path] = /^policies\/(.+)\.ts#(.+)$/.exec(entry) ?? [];
  return path
    ?.split('.')
    .reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], policies[file!]);
}

const idsOf = { 'PCI DSS 4.0.1': 'pci-', 'SOC 2': 'soc2-', GDPR: 'gdpr-', Bulkhead: 'own-' };

test('an id is one control’s, and says whose it is', () => {
  expect(new Set(controls.map(({ id }) => id)).size).toBe(controls.length);
  expect(controls.filter(({ id, framework }) => !id.startsWith(idsOf[framework]))).toEqual([]);
  expect(controls.filter(({ id }) => !/^[a-z0-9]+(?:[-.][a-z0-9]+)+$/.test(id))).toEqual([]);
});

test.each(['reference', 'title', 'sentence'] as const)('no two controls of a framework have one %s', (field) => {
  const texts = controls.map((control) => `${control.framework} ${control[field]}`);
  expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
});

test('what is held of a card, the page on PCI DSS says in the words of the controls, and no column is for it', () => {
  expect(readFileSync(join(repository, 'runbooks/compliance/pci-dss.md'), 'utf8')).toContain(heldOfACard);
  const columns = Object.values(erasure.erasure).flatMap((table) => Object.keys(table));
  expect(columns.filter((column) => /brand|last_?4|exp_?(month|year)|holder|card|\b[bi]in\b/i.test(column))).toEqual(
    [],
  );
});

test('each framework says once what of it is left out', () => {
  const used = new Set(controls.map(({ framework }) => framework));
  expect(frameworks.map(({ name }) => name)).toEqual([...used]);
  expect(frameworks.filter(({ leftOut }) => !/^[A-Z][^]+\.$/.test(leftOut))).toEqual([]);
});

test('a control that promises an approved change counts approvals', () => {
  const promising = controls.filter(({ title, sentence }) => /approv|reviewed change/i.test(`${title} ${sentence}`));
  expect(promising.map(({ id }) => id)).toEqual(['pci-6.5.1', 'soc2-cc8.1']);
  expect(promising.filter(({ evidence }) => !evidence.some(({ kind }) => kind === 'approvals'))).toEqual([]);
});

test('every rule of the check is a control of our own', () => {
  const rules = [...readFileSync(join(repository, 'checks/rules.ts'), 'utf8').matchAll(/'\.\/rules\/([\w-]+)\.ts'/g)];
  const held = controls.flatMap(({ framework, mechanisms }) => (framework === 'Bulkhead' ? mechanisms : []));
  expect(rules.length).toBeGreaterThan(5);
  expect(rules.filter(([, rule]) => !held.some((path) => path.startsWith(`checks/rules/${rule!}.ts`)))).toEqual([]);
});

describe.each(controls)('$id', ({ title, sentence, policies: entries, mechanisms, evidence, runbooks }) => {
  test('it says what has to be true in a sentence or two, and never that it is', () => {
    expect(sentence).toMatch(/^[A-Z][^]+\.$/);
    expect(`${title} ${sentence}`).not.toMatch(/complian|certified/i);
  });

  test('the policies that it is about are there', () => {
    expect(entries.filter((entry) => valueOf(entry) === undefined)).toEqual([]);
  });

  test('its mechanisms are there, each with the name in it', () => {
    const missing = mechanisms.filter((mechanism) => {
      const [path = '', name = ''] = mechanism.split('#');
      const file = join(repository, path);
      return !existsSync(file) || !new RegExp(`\\b${name}\\b`).test(readFileSync(file, 'utf8'));
    });
    expect(mechanisms.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });

  test('something shows it, no older than it may be', () => {
    expect(evidence.length).toBeGreaterThan(0);
    for (const one of evidence) {
      if (one.kind === 'approvals') continue;
      const { kind, page, everyDays } = one;
      if (page !== undefined) expect(runbooks, `${page} is not among its runbooks`).toContain(page);
      expect(evidenceKept.evidenceKinds).toContain(kind);
      expect(everyDays).toBeGreaterThan(0);
      expect(everyDays).toBeLessThanOrEqual(assurance.scopeReviewDays);
    }
  });

  test('its pages are there', () => {
    const folders = ['', 'restore/', 'compliance/', 'operations/', 'set-up/'];
    const dead = runbooks.filter(
      (page) => !folders.some((folder) => existsSync(join(repository, 'runbooks', folder, `${page}.md`))),
    );
    expect(dead).toEqual([]);
  });
});
