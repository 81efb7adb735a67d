import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accessLog } from '../../policies/access-log.ts';
import { erasedColumnsOf, erasure, settleSeconds } from '../../policies/erasure.ts';
import { eventPayloadDays } from '../../policies/retention.ts';
import { commitSecondsMax } from '../../policies/webhook.ts';
import { factsOfPrisma } from '../database/schema-facts.ts';
import { matrixOfReceipt } from './receipt.ts';

const inMatrix = Object.entries(erasure).flatMap(([table, columns]) =>
  Object.keys(columns).map((column) => `${table}.${column}`),
);

test('every column of billing’s schema is in the matrix, and none that is not', async () => {
  const { getDMMF } = (await import('@prisma/internals')).default;
  const schema = readFileSync(join(import.meta.dirname, '../../prisma/billing/schema.prisma'), 'utf8');
  const facts = factsOfPrisma(await getDMMF({ datamodel: schema }));
  const columns = [...facts.keys()].flatMap((fact) => /^column (.*)$/.exec(fact)?.[1] ?? []);
  expect(inMatrix.toSorted()).toEqual(columns.toSorted());
});

test('names, emails and payloads are erased; amounts, ids and times stay', () => {
  expect(erasedColumnsOf('billing_customers')).toEqual(['email', 'name', 'app_reference']);
  expect(erasedColumnsOf('billing_webhooks')).toEqual(['payload']);
  expect(erasedColumnsOf('billing_invoices')).toEqual([]);
  expect(erasedColumnsOf('no_such_table')).toEqual([]);
});

test('the receipt names each column once: as erased, or as kept with its reason and the law', () => {
  const { erased, kept } = matrixOfReceipt();
  expect([...erased, ...Object.values(kept).flat()].toSorted()).toEqual(inMatrix.toSorted());
  expect(Object.keys(kept).filter((reason) => !/GDPR|nothing of a person/.test(reason))).toEqual([]);
});

test('the numbers hold together: no transaction outlives the wait, no text goes while Stripe still lists its event', () => {
  expect(settleSeconds).toBeGreaterThan(2 * commitSecondsMax);
  const [stripeLists, disputes, year] = [30, 120, 365];
  expect(eventPayloadDays).toBeGreaterThan(Math.max(stripeLists, disputes, year));
  expect(accessLog.keepMonths).toBeGreaterThanOrEqual(accessLog.atHandMonths);
});
