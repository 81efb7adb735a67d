import { createHash } from 'node:crypto';
import { z } from 'zod';
import { databaseClasses } from '../../policies/databases.ts';
import { Failure } from '../../failure.ts';
import { sectionKinds } from './dump/sections.ts';

/** The newest manifest that this code writes, and the newest that it reads. Described in service/backup/README.md. */
export const manifestVersion = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const time = z.iso.datetime({ precision: 3 });
const text = z.string().min(1).max(1024);

const part = z.strictObject({
  name: z
    .string()
    .regex(/^[0-9]{5}-[a-z]+\.sql\.zst$/)
    .describe('Object name, relative to the manifest’s folder. Parts in this order make the section.'),
  plainBytes: count,
  storedBytes: count,
  storedSha256: sha256,
});

const section = z.strictObject({
  kind: z.enum(sectionKinds),
  plainBytes: count,
  plainSha256: sha256.describe('Of all parts decompressed, one after the other.'),
  storedBytes: count,
  storedSha256: sha256.describe('Of all parts as stored, one after the other.'),
  parts: z.array(part).min(1),
});

const contents = z.strictObject({
  format: z.literal('bulkhead-backup'),
  version: z.literal(manifestVersion),
  id: z.string().regex(/^[0-9]{8}T[0-9]{9}Z-[0-9a-f]{6}$/),
  class: z.enum(databaseClasses),
  identity: z.strictObject({ uuid: text, madeAt: time }).describe('The identity row of the database that was dumped.'),
  database: text.describe('The name it had on its server.'),
  schemaHead: z
    .strictObject({ migration: text, checksum: sha256, applied: count })
    .describe('The last migration, the SHA-256 of its file, and how many were applied.'),
  server: z.strictObject({ engine: z.enum(['mariadb', 'mysql']), version: text }),
  client: text.describe('The dump program, as it calls itself.'),
  startedAt: time,
  snapshotAt: time.describe('The server’s clock just before the snapshot: nothing committed earlier is missing.'),
  endedAt: time,
  position: z
    .strictObject({ file: z.string(), offset: count, gtid: z.string().nullable() })
    .nullable()
    .describe('Where the binary log stood at the snapshot; null where the server keeps none, or does not say.'),
  databaseBytes: count.describe('Tables and indexes on the server, as it estimated them.'),
  statementBytesMax: count.describe(
    'The longest statement: the server that loads it needs max_allowed_packet above it.',
  ),
  tables: z.array(
    z.strictObject({
      name: text,
      rows: count.describe('As dumped: the snapshot’s own.'),
      sha256: sha256.describe('Of the rows as dumped, whatever statements they were spread over.'),
    }),
  ),
  programs: z
    .strictObject({ views: z.array(text), triggers: z.array(text), routines: z.array(text), events: z.array(text) })
    .describe('What else is in the database, by name.'),
  codec: z.strictObject({ name: z.literal('zstd'), level: count }),
  encryptionKey: text.nullable().describe('The store’s key, as it names it; null where the store named none.'),
  sections: z.array(section).min(1),
  retainUntil: time,
  verifiedAt: time.nullable().describe('When all of it was read back and found equal; null where that was left out.'),
  madeBy: z.strictObject({ operator: text, host: text, bulkhead: text, commit: text }),
});

const sealed = contents.extend({ digest: sha256.describe('Of the manifest itself without this field.') });

/** Everything that is known of one backup. It is published last, and makes a backup of what was uploaded before it. */
export type Manifest = z.infer<typeof contents>;
export type ManifestSection = z.infer<typeof section>;
export type ManifestPart = z.infer<typeof part>;

/** The manifest's JSON Schema, as published beside this file. */
export function manifestJsonSchema(): object {
  return { ...z.toJSONSchema(sealed), title: 'Bulkhead backup manifest' };
}

/** The manifest as it is stored: with a digest that tells when somebody has edited it. */
export function writeManifest(manifest: Manifest): string {
  return `${JSON.stringify({ ...manifest, digest: digestOf(manifest) }, null, 2)}\n`;
}

/**
 * Reads a stored manifest; `place` names it in messages. Throws a Failure for one that is damaged, was edited, or was
 * written by a newer Bulkhead.
 */
export function readManifest(stored: string, place: string): Manifest {
  const parsed = parse(stored, place);
  const version = z.looseObject({ format: z.literal('bulkhead-backup'), version: z.int() }).safeParse(parsed);
  if (version.success && version.data.version > manifestVersion) {
    throw new Failure(`${place} has version ${version.data.version}; this Bulkhead reads up to ${manifestVersion}`, {
      fix: 'check out the Bulkhead that wrote it, or a newer one',
    });
  }
  const checked = sealed.safeParse(parsed);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new Failure(`${place} is no manifest: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, {
      fix: 'use another backup: bulkhead backups lists them',
    });
  }
  const { digest, ...manifest } = checked.data;
  if (digest !== digestOf(manifest)) {
    throw new Failure(`${place} was changed after it had been written: its digest does not match`, {
      fix: 'use another backup, and find out who changed this one',
    });
  }
  return manifest;
}

function parse(stored: string, place: string): unknown {
  try {
    return JSON.parse(stored);
  } catch (cause) {
    throw new Failure(`${place} is not JSON`, { fix: 'use another backup: bulkhead backups lists them', cause });
  }
}

/** Keys in one fixed order at every level, so that the digest is one of the contents and not of their spelling. */
function digestOf(manifest: Manifest): string {
  return createHash('sha256').update(JSON.stringify(manifest, inOrder)).digest('hex');
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
