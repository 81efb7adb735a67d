import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Manifest, manifestJsonSchema, readManifest, writeManifest } from './manifest.ts';

const seed = Number(process.env['SEED']);
const digest = 'a'.repeat(64);
const manifest: Manifest = {
  format: 'bulkhead-backup',
  version: 1,
  id: '20261124T061500000Z-0a1b2c',
  class: 'billing',
  identity: { uuid: '465d0a32-e827-11f1-8126-02fc00000001', madeAt: '2026-01-01T00:00:00.000Z' },
  database: 'billing',
  schemaHead: { migration: '20261122090000_billing_identity', checksum: digest, applied: 1 },
  server: { engine: 'mariadb', version: '10.11.19-MariaDB' },
  client: 'mariadb-dump Ver 10.19',
  startedAt: '2026-11-24T06:15:00.000Z',
  snapshotAt: '2026-11-24T06:15:00.100Z',
  endedAt: '2026-11-24T06:15:09.000Z',
  position: { file: 'binlog.000007', offset: 342, gtid: '0-1-9' },
  databaseBytes: 1000,
  statementBytesMax: 100,
  tables: [{ name: 'database_identity', rows: 1, sha256: digest }],
  programs: { views: [], triggers: [], routines: [], events: [] },
  codec: { name: 'zstd', level: 3 },
  encryptionKey: null,
  sections: [
    {
      kind: 'tables',
      plainBytes: 10,
      plainSha256: digest,
      storedBytes: 5,
      storedSha256: digest,
      parts: [{ name: '00001-tables.sql.zst', plainBytes: 10, storedBytes: 5, storedSha256: digest }],
    },
  ],
  retainUntil: '2027-02-22T06:15:00.000Z',
  verifiedAt: '2026-11-24T06:15:09.000Z',
  madeBy: { operator: 'root', host: 'backup-1', bulkhead: '0.1.0', commit: 'unknown' },
};
const stored = writeManifest(manifest);

describe('a manifest', () => {
  test('reads as it was written, also where its keys have moved', () => {
    expect(readManifest(stored, 'it')).toEqual(manifest);
    const moved = Object.fromEntries(Object.entries(JSON.parse(stored) as object).reverse());
    expect(readManifest(JSON.stringify(moved), 'it')).toEqual(manifest);
  });

  test('is described by the published JSON Schema, which is the one that the code reads by', () => {
    const published = JSON.parse(readFileSync(new URL('manifest.schema.json', import.meta.url), 'utf8')) as object;
    expect(published, 'run `node service/backup/write-schema.ts`').toEqual(
      JSON.parse(JSON.stringify(manifestJsonSchema())),
    );
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const validate = ajv.compile(published);
    expect(validate(JSON.parse(stored)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...(JSON.parse(stored) as object), extra: 1 })).toBe(false);
  });

  test('that any one change was made to is refused', () => {
    const lines = stored.split('\n');
    const digits = lines.flatMap((line, index) => (/[0-9]/.test(line) ? [index] : []));
    fc.assert(
      fc.property(fc.constantFrom(...digits), fc.nat(), (index, place) => {
        const line = lines[index]!;
        const at = [...line.matchAll(/[0-9]/g)].map((match) => match.index);
        const chosen = at[place % at.length]!;
        const other = (Number(line[chosen]) + 1) % 10;
        const edited = lines.with(index, line.slice(0, chosen) + other + line.slice(chosen + 1)).join('\n');
        expect(() => readManifest(edited, 'it')).toThrow();
      }),
      { seed, numRuns: 300 },
    );
  });

  test.each<[string, string, RegExp]>([
    [
      'is of a newer version',
      stored.replace('"version": 1', '"version": 2'),
      /it has version 2; this Bulkhead reads up to 1/,
    ],
    ['is not JSON', '{', /it is not JSON/],
    ['is something else', '{"format": "tar"}', /it is no manifest/],
    ['lacks a field', stored.replace('"database": "billing",', ''), /it is no manifest: database/],
    ['has a field too many', stored.replace('"database"', '"more": 1, "database"'), /it is no manifest/],
    [
      'names a part outside its folder',
      stored.replace('00001-tables', '../../main/x/00001-tables'),
      /it is no manifest/,
    ],
  ])('that %s is refused', (_title, text, reason) => {
    expect(() => readManifest(text, 'it')).toThrow(reason);
  });
});
