import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Connection } from 'mariadb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, connectToServer } from '../../database/connect.ts';
import { parseDatabaseUrl } from '../../database/database-url.ts';
import { type BackupStage, fingerprint, startBackupStage } from '../../testing/backup-stage.ts';
import { readContents } from '../dump/contents.ts';
import { loadProgram } from '../dump/programs.ts';
import type { Manifest } from '../manifest.ts';
import { dropPrograms, dumpPrograms, type ProgramScripts } from './programs.ts';
import { recoverSwaps, type Swap, swap } from './swap.ts';

let stage: BackupStage;
beforeAll(async () => {
  stage = await startBackupStage();
});
afterAll(() => stage.stop());

/** What a person would look at: rows, programs, and whether a trigger and a view work. */
async function stateOf(database: string) {
  return { rows: await fingerprint(stage.admin, database), contents: await readContents(stage.admin, database) };
}

async function leftovers(): Promise<string[]> {
  const rows = await stage.admin.query<Record<string, string>[]>(`SHOW DATABASES LIKE 'billing\\_%'`);
  return rows.map((row) => Object.values(row)[0]!);
}

/** A database with tables that refer to each other, a view and a trigger; `mark` tells the two apart. */
async function makeTables(database: string, mark: string): Promise<void> {
  await stage.admin.query(`
    CREATE DATABASE IF NOT EXISTS ${database};
    USE ${database};
    CREATE TABLE parents (id INT PRIMARY KEY, mark VARCHAR(10));
    CREATE TABLE children (id INT PRIMARY KEY, parent_id INT, FOREIGN KEY (parent_id) REFERENCES parents (id));
    CREATE TABLE ${mark}_only (id INT PRIMARY KEY);
    INSERT INTO parents VALUES (1, '${mark}');
    INSERT INTO children VALUES (1, 1);
    CREATE VIEW marks AS SELECT mark FROM parents;
    CREATE TRIGGER ${mark}_trigger BEFORE INSERT ON parents FOR EACH ROW SET NEW.mark = '${mark}!';
  `);
}

describe('a swap', () => {
  const [live, incoming, replaced] = ['billing_live', 'billing_live_in', 'billing_live_replaced_20261124t061500z'];
  let old: Awaited<ReturnType<typeof stateOf>>;
  let fresh: Awaited<ReturnType<typeof stateOf>>;
  let programs: ProgramScripts;
  let connection: Connection;
  const toSwap = (own: Connection): Swap => ({
    connection: own,
    target: { ...parseDatabaseUrl(stage.mariadb.urls.billing.restore, 'URL'), database: live },
    program: loadProgram(),
  });

  async function setUp(): Promise<void> {
    for (const database of await leftovers()) await stage.admin.query(`DROP DATABASE ${database}`);
    await makeTables(live, 'old');
    await makeTables(incoming, 'new');
    old = await stateOf(live);
    fresh = await stateOf(incoming);
    const target = { ...parseDatabaseUrl(stage.mariadb.adminUrl, 'URL'), database: incoming };
    programs = await dumpPrograms(target, await readContents(stage.admin, incoming));
    // As a swap that was taken back leaves it, so that every run has the same statements.
    await dropPrograms(stage.admin, incoming);
  }

  test('brings all of the new in and puts all of the old aside, programs included', async () => {
    await setUp();
    connection = await connectToServer(toSwap(stage.admin).target, 'URL');
    await swap(toSwap(connection), incoming, replaced, programs);
    expect(await stateOf(live)).toEqual(fresh);
    expect(await leftovers()).toEqual([live, replaced]);
    await stage.admin.query(`INSERT INTO ${live}.parents VALUES (2, '')`);
    expect(await stage.admin.query(`SELECT mark FROM ${live}.marks ORDER BY mark`)).toEqual([
      { mark: 'new' },
      { mark: 'new!' },
    ]);
    await expect(stage.admin.query(`DELETE FROM ${live}.parents WHERE id = 1`)).rejects.toThrow(/foreign key/);
    expect(await recoverSwaps(toSwap(connection))).toEqual([]);
    await connection.end();
  });

  test('that ends at any of its statements leaves all of the old or, once renamed, all of the new', async () => {
    let outcomes = '';
    for (let fatal = 1; !outcomes.endsWith('done '); fatal += 1) {
      // What was taken back needs no new start.
      if (!outcomes.endsWith('old ')) await setUp();
      connection = await connectToServer(toSwap(stage.admin).target, 'URL');
      const result = await swap(toSwap(dyingAt(connection, fatal)), incoming, replaced, programs).then(
        () => 'done',
        (error: Error) => error.message,
      );
      await connection.end();
      const next = await connectToServer(toSwap(stage.admin).target, 'URL');
      await recoverSwaps(toSwap(next));
      await next.end();
      const state = await stateOf(live);
      const is = JSON.stringify(state) === JSON.stringify(old) ? 'old' : 'new';
      expect(state, `ended at statement ${fatal}`).toEqual(is === 'old' ? old : fresh);
      expect(await leftovers()).toEqual(is === 'old' ? [live, incoming] : [live, replaced]);
      outcomes += result === 'done' ? 'done ' : `${is} `;
    }
    expect(outcomes).toMatch(/^(old ){8,}(new ){2,}done $/);
  }, 120_000);

  test('shows readers all of the old or all of the new', async () => {
    await setUp();
    const reader = await connect(stage.mariadb.adminUrl, 'URL');
    const seen = new Set<string>();
    let reading = true;
    const reads = (async () => {
      while (reading) {
        const [row] = await reader.query<{ marks: string }[]>(
          `SELECT CONCAT(mark, '-', (SELECT COUNT(*) FROM ${live}.children)) AS marks FROM ${live}.parents`,
        );
        seen.add(row!.marks);
      }
    })();
    connection = await connectToServer(toSwap(stage.admin).target, 'URL');
    await swap(toSwap(connection), incoming, replaced, programs);
    reading = false;
    await reads;
    await Promise.all([connection.end(), reader.end()]);
    expect([...seen].filter((marks) => marks !== 'old-1' && marks !== 'new-1')).toEqual([]);
  });
});

/** A connection whose process dies with its n-th statement: that one and all later ones never reach the server. */
function dyingAt(connection: Connection, fatal: number): Connection {
  let count = 0;
  return new Proxy(connection, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name, target) as unknown;
      return (sql: string, values?: unknown) => {
        count += 1;
        if (count >= fatal) throw new Error('the process is gone');
        return target.query(sql, values);
      };
    },
  });
}

describe('the command', () => {
  test('restores over a live database, keeps what was there, and takes it back', async () => {
    for (const database of await leftovers()) await stage.admin.query(`DROP DATABASE ${database}`);
    await makeTables('billing', 'old');
    const { id } = await stage.json<Manifest>(['backup', 'billing']);
    const backedUp = await stateOf('billing');
    await stage.admin.query(
      `DROP TABLE billing.children, billing.old_only; UPDATE billing.parents SET mark = 'broken'`,
    );
    const broken = await stateOf('billing');

    const { replaced } = await stage.json<{ replaced: string }>([
      'restore',
      'billing',
      '--from',
      id,
      '--yes',
      'billing',
    ]);
    expect(await stateOf('billing')).toEqual(backedUp);
    const undone = await stage.json<{ replaced: string }>([
      'restore',
      'billing',
      '--undo',
      replaced,
      '--yes',
      'billing',
    ]);
    expect(await stateOf('billing')).toEqual(broken);
    expect(await leftovers()).toEqual([undone.replaced]);
  });

  test('restores a database that is gone altogether, and its app works again', async () => {
    await stage.admin.query('DROP DATABASE billing');
    await stage.json(['restore', 'billing', '--yes', 'billing']);
    const app = await connect(stage.mariadb.urls.billing.app, 'URL');
    expect(await app.query('SELECT class FROM database_identity')).toEqual([{ class: 'billing' }]);
    await app.end();
  });

  test.each([
    [['--yes', 'biling'], '"biling" is not "billing"'],
    [['--yes', ''], '"" is not "billing"'],
    [[], 'nobody is there to confirm'],
  ])('swaps nothing with %j', async (words, reason) => {
    const before = await stateOf('billing');
    const { exitCode, stderr } = await stage.run(['restore', 'billing', ...words]);
    expect({ exitCode, said: stderr.includes(reason) }).toEqual({ exitCode: 2, said: true });
    expect(await stateOf('billing')).toEqual(before);
    expect((await leftovers()).filter((name) => name.includes('_restoring_'))).toEqual([]);
  });

  test('asks on a terminal, and goes on when the name is typed', async () => {
    const program = join(import.meta.dirname, '../../../bulkhead');
    // script(1) gives it a terminal.
    const child = spawn('script', ['-qec', `${program} restore billing`, '/dev/null'], {
      env: stage.environment,
      cwd: '/',
    });
    let seen = '';
    let answered = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      if (answered || !seen.includes('Type billing to go on: ')) return;
      answered = true;
      child.stdin.write('billing\n');
    });
    const [exitCode] = (await once(child, 'close')) as [number];
    expect({ exitCode, seen }).toMatchObject({
      exitCode: 0,
      seen: expect.stringContaining('takes the place of the tables in billing'),
    });
    expect(seen).toMatch(/loading billing .* MiB, \d+ MiB\/s, .* left/);
    expect(seen).toContain('restored ');
  });

  test('two at once: one restores, the other says so', async () => {
    const words = ['restore', 'billing', '--yes', 'billing'];
    const ends = await Promise.all([stage.run(words), stage.run(words)]);
    expect(ends.map(({ exitCode }) => exitCode).sort()).toEqual([0, 1]);
    expect(ends.map(({ stderr }) => stderr).join('')).toContain('another restore of billing is under way');
  });

  test('--undo of what is not there is wrong use', async () => {
    const { exitCode, stderr } = await stage.run([
      'restore',
      'billing',
      '--undo',
      'billing_replaced_never',
      '--yes',
      'billing',
    ]);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('holds nothing') as string,
    });
  });
});
