import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BackupStage, fingerprint, startBackupStage } from '../testing/backup-stage.ts';
import type { DrillRecord } from './drill/record.ts';
import type { Manifest } from './manifest.ts';

const seed = Number(process.env['SEED']);
let stage: BackupStage;
beforeAll(async () => {
  stage = await startBackupStage({ 'event-scheduler': 'ON' });
});
afterAll(() => stage.stop());

/** Backs billing up, restores it under another name, and compares every row of every table. */
async function backUpAndCopy(): Promise<Manifest> {
  const manifest = await stage.backUp();
  await stage.admin.query('DROP DATABASE IF EXISTS billing_copy');
  await stage.copy(manifest, 'billing_copy');
  expect(await fingerprint(stage.admin, 'billing_copy')).toEqual(await fingerprint(stage.admin, 'billing'));
  return manifest;
}

describe('what comes back bit for bit', () => {
  test('text, bytes, numbers, times and JSON of every kind', async () => {
    await stage.admin.query(`
      SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
      CREATE TABLE billing.\`odd \`\`name\`\`\` (\`a'b\` INT PRIMARY KEY, \`sel;ect\` TEXT);
      INSERT INTO billing.\`odd \`\`name\`\`\` VALUES (0, ';\\n),(\\'\\"\\\\'), (-1, 'INSERT INTO \`x\` VALUES\\n(1);');
      CREATE TABLE billing.empty_table (id INT PRIMARY KEY);
      CREATE TABLE billing.kinds (
        id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, tiny TINYINT, big BIGINT, money DECIMAL(65, 30), approximate DOUBLE,
        bits BIT(13), flag BOOLEAN, day DATE, moment DATETIME(6), stamp TIMESTAMP(6) NULL, hours TIME(6), year_of YEAR,
        words VARCHAR(4000) CHARACTER SET utf8mb4, latin VARCHAR(20) CHARACTER SET latin1, raw VARBINARY(4000), heap LONGBLOB,
        story LONGTEXT, document JSON, choice ENUM('a', 'b,c', 'd''e'), several SET('x', 'y'), place POINT,
        doubled BIGINT AS (big * 2) STORED, shown VARCHAR(10) AS (LEFT(words, 10)) VIRTUAL);
      INSERT INTO billing.kinds (id, tiny, big, money, approximate, bits, flag, day, moment, stamp, hours, year_of, words,
                                 latin, raw, heap, story, document, choice, several, place) VALUES
        (18446744073709551615, -128, -4611686018427387904, -99999999999999999999999999999999999.000000000000000000000000000001,
         -1.7976931348623157e308, b'1010101010101', TRUE, '0000-00-00', '0000-00-00 00:00:00', '1970-01-01 00:00:01.000001',
         '-838:59:59.999999', 1901, '\\0 \\Z \\r\\n\\t\\\\ '' " 🧾 𝔘 é \\' \\" %_', 'ÿ€', x'00ff0a0d1a275c22', x'', REPEAT('🧾', 1000),
         '{"a": "\\\\u0000 \\\\" 🧾", "n": 1e400}', 'd''e', 'x,y', POINT(1.5, -2)),
        (1, NULL, NULL, NULL, 5e-324, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '', '', '', NULL, '', NULL, NULL, '', NULL);
      CREATE TABLE billing.no_key (x VARCHAR(10));
      INSERT INTO billing.no_key VALUES ('b'), ('a'), ('a'), (NULL);
    `);
    const manifest = await backUpAndCopy();
    expect(manifest.tables.find(({ name }) => name === 'odd `name`')?.rows).toBe(2);
    expect(manifest.tables.find(({ name }) => name === 'empty_table')?.rows).toBe(0);
  });

  test('rows of 16 MB, and the statement that they make is in the manifest', async () => {
    await stage.admin.query(`
      CREATE TABLE billing.large (id INT PRIMARY KEY, story LONGTEXT, raw LONGBLOB);
      INSERT INTO billing.large VALUES (1, REPEAT('''\\\\', 8 * 1024 * 1024), REPEAT(x'00', 16 * 1024 * 1024));
    `);
    const manifest = await backUpAndCopy();
    expect(manifest.statementBytesMax).toBeGreaterThan(64 * 1024 * 1024);
    await stage.admin.query('DROP TABLE billing.large');
  });

  test('foreign keys, generated columns, indexes and counters', async () => {
    await stage.admin.query(`
      CREATE TABLE billing.parents (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(10), UNIQUE KEY by_name (name));
      CREATE TABLE billing.children (id INT PRIMARY KEY, parent_id INT, CONSTRAINT own_parent FOREIGN KEY (parent_id)
        REFERENCES billing.parents (id) ON DELETE CASCADE);
      INSERT INTO billing.parents VALUES (7, 'seven'), (900, 'later');
      INSERT INTO billing.children VALUES (1, 7), (2, NULL);
    `);
    await backUpAndCopy();
    const shown = async (database: string, table: string) => {
      const [row] = await stage.admin.query<Record<string, string>[]>(`SHOW CREATE TABLE ${database}.${table}`);
      return row!['Create Table'];
    };
    for (const table of ['parents', 'children', 'kinds', 'billing_webhooks']) {
      expect(await shown('billing_copy', table)).toBe(await shown('billing', table));
    }
    await stage.admin.query('DELETE FROM billing_copy.parents WHERE id = 7');
    expect(await stage.admin.query('SELECT COUNT(*) AS n FROM billing_copy.children')).toEqual([{ n: 1n }]);
  });

  test('triggers, routines and views work in a copy; events are left out of it, or it would act by itself', async () => {
    await stage.admin.query(`
      USE billing;
      CREATE TABLE billing.acted (at DATETIME DEFAULT CURRENT_TIMESTAMP);
      CREATE FUNCTION billing.half(n INT) RETURNS INT DETERMINISTIC RETURN n DIV 2;
      CREATE PROCEDURE billing.note() INSERT INTO acted VALUES (DEFAULT);
      CREATE VIEW billing.halves AS SELECT id, id DIV 2 AS half_of_it FROM parents;
      CREATE TRIGGER shout BEFORE INSERT ON parents FOR EACH ROW SET NEW.name = UPPER(NEW.name);
      CREATE EVENT billing.act ON SCHEDULE EVERY 1 SECOND DISABLE DO INSERT INTO acted VALUES (DEFAULT);
      TRUNCATE billing.acted;
    `);
    const manifest = await backUpAndCopy();
    expect(manifest.programs).toEqual({
      views: ['halves'],
      triggers: ['shout'],
      routines: ['FUNCTION half', 'PROCEDURE note'],
      events: ['act'],
    });
    await stage.admin.query("INSERT INTO billing_copy.parents VALUES (10, 'ten')");
    expect(
      await stage.admin.query(
        'SELECT half_of_it, name FROM billing_copy.halves JOIN billing_copy.parents USING (id) WHERE id = 10',
      ),
    ).toEqual([{ half_of_it: 5n, name: 'TEN' }]);
    expect(
      await stage.admin.query("SELECT event_name FROM information_schema.events WHERE event_schema = 'billing_copy'"),
    ).toEqual([]);
  });

  test('a trigger that names the live database is not made in a copy, whose rows it would write there', async () => {
    await stage.admin.query(`
      CREATE TRIGGER billing.spill AFTER INSERT ON billing.parents FOR EACH ROW INSERT INTO billing.acted VALUES (NOW())`);
    await backUpAndCopy();
    await stage.admin.query("INSERT INTO billing_copy.parents VALUES (11, 'eleven')");
    expect(await stage.admin.query('SELECT COUNT(*) AS n FROM billing.acted')).toEqual([{ n: 0n }]);
    await stage.admin.query('DROP TRIGGER billing.spill');
  });

  test('random rows', async () => {
    await stage.admin.query(
      'CREATE TABLE billing.random_rows (id INT PRIMARY KEY, words LONGTEXT, raw LONGBLOB, big BIGINT, real_number DOUBLE, document JSON)',
    );
    const row = fc.tuple(
      fc.option(fc.string({ unit: 'binary', maxLength: 300 })),
      fc.option(fc.uint8Array({ maxLength: 300 })),
      fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      fc.option(fc.json()),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 20, maxLength: 60 }), async (rows) => {
        await stage.admin.query('TRUNCATE billing.random_rows');
        for (const [id, [words, raw, ...rest]] of rows.entries()) {
          // A lone surrogate is no character: no driver can send one.
          const values = [id, words?.toWellFormed() ?? null, raw === null ? null : Buffer.from(raw), ...rest];
          await stage.admin.execute('INSERT INTO billing.random_rows VALUES (?, ?, ?, ?, ?, ?)', values);
        }
        const { tables } = await backUpAndCopy();
        expect(tables.find(({ name }) => name === 'random_rows')?.rows).toBe(rows.length);
      }),
      { seed, numRuns: 2, endOnFailure: true },
    );
  });

  test('and the drill finds every table equal, byte for byte', async () => {
    const record = await stage.json<DrillRecord>(['drill', 'billing']);
    expect(record).toMatchObject({ result: 'passed', faults: [], service: { ready: true } });
    expect(record.tables.map(({ equal }) => equal)).not.toContain(false);
    expect(record.queries.map(({ found }) => found)).not.toContain(1);
  });
});

test('while others write at full speed, rows are the snapshot’s own, and consistent across tables', async () => {
  await stage.admin.query(`
    CREATE TABLE billing.accounts (id INT PRIMARY KEY, balance BIGINT NOT NULL);
    CREATE TABLE billing.bookings (id BIGINT PRIMARY KEY AUTO_INCREMENT, amount BIGINT NOT NULL, note VARCHAR(500));
    INSERT INTO billing.accounts VALUES (1, 0);
    INSERT INTO billing.bookings (amount, note) SELECT 0, REPEAT('x', 500) FROM billing.kinds, seq_1_to_20000;
  `);
  const writers = await Promise.all([1, 2].map(() => startWriter()));
  const manifests: Manifest[] = [];
  try {
    for (let run = 0; run < 3; run += 1) manifests.push(await stage.backUp());
  } finally {
    for (const writer of writers) await writer.stop();
  }
  expect(new Set(manifests.map(rowsOfBookings)).size).toBe(3);
  for (const manifest of manifests) {
    await stage.admin.query('DROP DATABASE IF EXISTS billing_copy');
    await stage.copy(manifest, 'billing_copy');
    const [sums] = await stage.admin.query<Record<string, unknown>[]>(
      `SELECT COUNT(*) AS rowCount, SUM(amount) = (SELECT balance FROM billing_copy.accounts) AS consistent
         FROM billing_copy.bookings`,
    );
    expect(sums).toEqual({ rowCount: BigInt(rowsOfBookings(manifest)), consistent: 1 });
  }
});

function rowsOfBookings({ tables }: Manifest): number {
  return tables.find(({ name }) => name === 'bookings')!.rows;
}

/** Books amounts and keeps their sum in another table, each pair in one transaction, until it is stopped. */
async function startWriter() {
  const { connect } = await import('../database/connect.ts');
  const connection = await connect(stage.mariadb.adminUrl, 'the local root');
  let stopped = false;
  const writing = (async () => {
    while (!stopped) {
      await connection.beginTransaction();
      await connection.query('UPDATE billing.accounts SET balance = balance + 3');
      await connection.query('INSERT INTO billing.bookings (amount) VALUES (1), (2)');
      await connection.commit();
    }
  })();
  return {
    async stop() {
      stopped = true;
      await writing;
      await connection.end();
    },
  };
}
