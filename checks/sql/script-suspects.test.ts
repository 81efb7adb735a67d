import { expect, test } from 'vitest';
import { scriptSuspicion } from './script-suspects.ts';

const isSuspect = scriptSuspicion({
  qualifiers: new Map([['shop', 'shop']]),
  tables: new Map([['parcels', 'shop']]),
  ownQualifiers: new Set(['billing']),
  ownTables: new Set(['invoices']),
});

test.each([
  'SELECT id FROM parcels',
  'SELECT shop.id, parcels.name FROM invoices AS shop, parcels',
  'SELECT id FROM invoices, shop.plans',
  'SELECT shop.plans.id, x FROM invoices AS i JOIN shop.plans ON 1',
  'INSERT INTO shop.plans SELECT 1',
  'SELECT id INTO shop.plans',
  'SELECT ${columns}, id FROM invoices, shop.plans',
  'GRANT SELECT, UPDATE ON shop.plans TO billing',
  'CREATE TABLE a AS TABLE parcels',
  'CREATE TABLE a AS shop.plans',
  'SELECT id FROM invoices WHERE paid OR id IN (SELECT id FROM shop.plans)',
  'UPDATE invoices SET paid = 1 FROM shop.plans',
  'SET search_path TO shop',
  'USE shop',
  "const owner = 'shop'; `SELECT id FROM ${owner}.plans`",
  'SELECT id FROM cust${part}',
])('%s may name what is foreign', (text) => expect(isSuspect(text)).toBe(true));

test.each([
  "SELECT shop.city, shop.zip FROM addresses AS shop WHERE shop.kind = 'invoice' AND shop.zip > 1 ORDER BY shop.zip",
  'select parcels.id\n  , parcels.name from invoices as parcels',
  'SELECT id FROM invoices WHERE paid',
  'SELECT id FROM parcels_view',
])('%s names nothing foreign', (text) => expect(isSuspect(text)).toBe(false));
