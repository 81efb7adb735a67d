import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { controls } from '../../policies/controls.ts';
import { backups, expiryAfterLockDaysMax } from '../../policies/backup.ts';
import { databaseClasses, databaseRoles } from '../../policies/databases.ts';
import { erasedColumnsOf, erasure } from '../../policies/erasure.ts';
import { recordsOf } from '../../service/evidence/chains.ts';
import { buildSite } from './build-site.ts';
import { viewDatabases } from './databases.ts';
import { viewRemains } from './erasure-remains.ts';
import { wallOf } from './wall-changes.ts';
import { madeChain, recordsOfAnAudit } from '../../service/evidence/testing/made-chain.ts';

/** What an auditor asks first, answered by the site alone: on its first page, with the rest behind one link. */

const repository = join(import.meta.dirname, '../..');
const now = new Date();
const yesterday = new Date(now.getTime() - 86_400_000);

let files: Map<string, string>;

beforeAll(async () => {
  const commit = git('rev-parse', 'HEAD');
  const entries = madeChain(recordsOfAnAudit(commit), yesterday);
  files = await buildSite([{ name: 'own', entries }], { repository, now });
});

test('who can reach money data: each database user, and each right that the files give it', () => {
  const answer = answerTo('who');
  expect(answer).toContain('billing. It has one database user for each role of a program; no person has one.');
  for (const role of databaseRoles.billing) expect(answer).toContain(`billing_${role}`);
  expect(answer).toContain('billing_backup: dumps, which read everything. It may read every table; add to, change,');
  expect(answer).toContain('It may read, add to, change, delete from, make, alter, drop every table');
  expect(answer).toContain('administrator: the server’s administrator, who may do everything');
  expect(answer).toContain('Its password may be read by bulkhead-billing-production-grant-execution, and by');
  expect(answer).toContain('lets in these groups of programs: jobs, rotation, service, stripe-jobs.');
  expect(answer).toContain('6 users of the server, 2 keys of apps, 0 surprises');
  const missing = databaseClasses.flatMap((database) =>
    grantsOf(database).filter(([user, privileges, table]) => {
      const row = textOf(
        new RegExp(`<code>${user}</code></th>(.*?)</tr>`, 's').exec(files.get('databases.html')!)![1]!,
      );
      return !row.includes(privileges) || !row.includes(table);
    }),
  );
  expect(missing).toEqual([]);
});

test('backups: how long they are kept; when one was restored, how long that took, and what was compared', () => {
  for (const name of databaseClasses) {
    const at = yesterday.toISOString().slice(0, 10);
    expect(answerTo('restored')).toMatch(
      new RegExp(
        `${name}: to be kept and locked for ${backups[name].keepDays} days \\(by the code at [0-9a-f]{12}\\)\\. Last restored (?:${at}|${now.toISOString().slice(0, 10)}) [\\d:]+ UTC, by a drill, in 12\\.3 s, of 3600 s allowed; compared: 17 tables with 2922 rows, every value, against backup 20261125T060012345Z-0a1b2c\\. Record \\d`,
      ),
    );
  }
});

test('a real restore counts as well, but not one that took an older one back', () => {
  const endedAt = yesterday.toISOString();
  const startedAt = new Date(yesterday.getTime() - 4000).toISOString();
  const restoreOf = (backup: string | null) => {
    const facts = { backup, tables: 17, rows: 2922 };
    const entries = madeChain([{ kind: 'restore', database: 'billing', startedAt, endedAt, facts }], yesterday);
    return viewDatabases(recordsOf([{ name: 'own', entries }]), repository)[0]!.lastRestore;
  };
  expect(restoreOf('b1')).toMatchObject({
    how: 'by a real restore, not a drill',
    took: '4.0 s',
    compared: '17 tables with 2922 rows, row counts, not values, against backup b1',
  });
  expect(restoreOf(null)).toBeNull();
});

test('card data: each way in that the page on PCI DSS names, with what is done about it', () => {
  const page = readFileSync(join(repository, 'runbooks/compliance/pci-dss.md'), 'utf8');
  const section = page.split('## Where card data could be')[1]!.split('\n## ')[0]!;
  const ways = [...section.matchAll(/^\| ([^|]+?) +\|/gm)].map(([, way]) => way!).slice(1);
  const named = ways.filter((way) => !/^-+$/.test(way));
  expect(named).toHaveLength(6);
  for (const way of named) expect(answerTo('card-data')).toContain(`${way}: `);
});

test('erasure: each column that goes, and what stays where and for how long', () => {
  const answer = answerTo('erasure');
  for (const table of Object.keys(erasure)) {
    const columns = erasedColumnsOf(table);
    if (columns.length > 0) expect(answer).toContain(`${table}: ${columns.join(', ')}`);
    else expect(answer).not.toContain(`${table}: `);
  }
  for (const { what, where, howLong, endedBy } of viewRemains()) {
    expect(answer).toContain(`${what}${where}${howLong}${endedBy}`);
  }
  expect(answer).toContain(`the files are deleted at most ${expiryAfterLockDaysMax} days after that`);
  expect(answer).toMatch(/Last done .* UTC: record 9/);
  expect(files.get('control-gdpr-17.html')).toContain('email: { erase: true, reason: personal }');
});

test('the last change of the wall: who, which commit, and what passed on code that contains it', () => {
  const { places, files: named } = wallOf(controls);
  const paths = [...places, ...named].map((path) => `:(glob)${path}`);
  const [commit, author] = git('log', '--no-merges', '-1', '--format=%H%n%an', '--', ...paths).split('\n');
  const answer = answerTo('last-change');
  expect(answer).toContain(commit!.slice(0, 12));
  expect(answer).toContain(author!);
  expect(answer).toMatch(
    /Approved or merged by: \S.*\. First check that contained it: check passed [\d-]+, .+, at .+; tests passed /,
  );
  expect(files.get('index.html')).toContain('<a href="records-check-1.html#record-own-1">check passed</a>');
});

/** The text below a question on the first page. */
function answerTo(id: string): string {
  return textOf(new RegExp(`<h3 id="${id}">.*?</h3>(.*?)(?:<h3|</section>)`, 's').exec(files.get('index.html')!)![1]!);
}

function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

function grantsOf(database: string): [user: string, privileges: string, table: string][] {
  const text = ['database', 'grants'].map((name) =>
    readFileSync(join(repository, `prisma/${database}/${name}.sql`), 'utf8'),
  );
  const grants = text.join('\n').matchAll(/^(?:\/\*M! )?GRANT ([^;]+?)\s+ON (\S+) TO '(\w+)'/gm);
  return [...grants].map(([, privileges = '', on = '', user = '']) => {
    const table = on
      .replaceAll('`', '')
      .replace(`${database}.`, '')
      .replace(/^(?:\*|.*%\.\*)$/, database);
    return [user, privileges.replaceAll('`', '').replace(/\s+/g, ' '), table];
  });
}

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: repository, encoding: 'utf8' }).trim();
}
