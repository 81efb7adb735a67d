import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DumpedTable, RowCounter } from './row-counter.ts';

const seed = Number(process.env['SEED']);

type Rows = string[][];

/** What mariadb-dump prints of a table: a row on a line of its own. */
function inMariadbsWords(table: string, statements: Rows): string {
  const inserts = statements.map((rows) => `INSERT INTO \`${table}\` VALUES\n${rows.join(',\n')};\n`);
  return section(table, inserts);
}

/** What Oracle's mysqldump prints: all rows of a statement on one line. */
function inMysqlsWords(table: string, statements: Rows): string {
  return section(
    table,
    statements.map((rows) => `INSERT INTO \`${table}\` VALUES ${rows.join(',')};\n`),
  );
}

function section(table: string, inserts: string[]): string {
  return [
    `DROP TABLE IF EXISTS \`${table}\`;\nCREATE TABLE \`${table}\` (\n  \`id\` int(11) NOT NULL\n) ENGINE=InnoDB;\n\n`,
    `--\n-- Dumping data for table \`${table}\`\n--\n\nLOCK TABLES \`${table}\` WRITE;\n`,
    `/*!40000 ALTER TABLE \`${table}\` DISABLE KEYS */;\n`,
    ...inserts,
    `/*!40000 ALTER TABLE \`${table}\` ENABLE KEYS */;\nUNLOCK TABLES;\n`,
  ].join('');
}

const trailer = '\n-- Dump completed on 2026-11-24  6:15:00\n';

function count(text: string, cuts: readonly number[] = []): RowCounter {
  const counter = new RowCounter();
  const bytes = Buffer.from(text);
  const places = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [index, place] of places.slice(1).entries()) counter.write(bytes.subarray(places[index], place));
  return counter;
}

const value = fc.oneof(
  fc.constantFrom('NULL', '-1', '1.5e300', '0x00FF', "''", "'),('", "'\\''", "');'", "'\\\\'", "'a;'", "'VALUES'"),
  fc.string({ maxLength: 12 }).map((text) => {
    const escaped = text.replaceAll(/[\\'"]/g, (character) => `\\${character}`).replaceAll('\n', '\\n');
    return `'${escaped.replaceAll('\0', '\\0').replaceAll('\r', '\\r')}'`;
  }),
);
const row = fc.array(value, { minLength: 1, maxLength: 4 }).map((values) => `(${values.join(',')})`);
const statements = fc.array(fc.array(row, { minLength: 1, maxLength: 5 }), { maxLength: 4 });
const cuts = fc.array(fc.nat(), { maxLength: 12 });

describe('rows', () => {
  test('are counted the same in both families’ words, however statements and chunks divide them', () => {
    fc.assert(
      fc.property(statements, cuts, cuts, (divided, someCuts, otherCuts) => {
        const undivided = divided.length === 0 ? [] : [divided.flat()];
        const facts = [
          count(inMariadbsWords('t', divided) + trailer, someCuts),
          count(inMysqlsWords('t', divided) + trailer, otherCuts),
          count(inMariadbsWords('t', undivided) + trailer),
          count(inMysqlsWords('t', undivided) + trailer, someCuts),
        ].map((counter) => ({ tables: counter.tables(), complete: counter.complete }));
        expect(facts[0]?.tables[0]?.rows).toBe(divided.flat().length);
        for (const fact of facts) expect(fact).toEqual(facts[0]);
      }),
      { seed, numRuns: 500 },
    );
  });

  test('a table without rows is a table', () => {
    expect(count(inMariadbsWords('empty', [])).tables()).toMatchObject([{ name: 'empty', rows: 0 }]);
  });

  test('one that differs in a byte, or comes in another order, gives another digest', () => {
    const digest = (rows: Rows) => count(inMariadbsWords('t', rows)).tables()[0]!.sha256;
    expect(digest([["(1,'a')"]])).not.toBe(digest([["(1,'b')"]]));
    expect(digest([['(1)', '(2)']])).not.toBe(digest([['(2)', '(1)']]));
    expect(digest([['(1)', '(2)']])).toBe(digest([['(1)'], ['(2)']]));
  });

  test('columns that are named, backticks and blanks in names', () => {
    const text = section('a `b` c'.replaceAll('`', '``'), [
      'INSERT INTO `a ``b`` c` (`x`, `y)`) VALUES\n(1,2),\n(3,4);\n',
    ]);
    expect(count(text).tables()).toMatchObject([{ name: 'a `b` c', rows: 2 }] satisfies Partial<DumpedTable>[]);
  });
});

describe('a dump', () => {
  test.each([
    ['with its last line', `${inMariadbsWords('t', [['(1)']])}${trailer}`, true],
    ['cut before it', inMariadbsWords('t', [['(1)']]), false],
    ['cut inside it', `${inMariadbsWords('t', [['(1)']])}\n-- Dump compl`, false],
    ['with more behind it', `${trailer}SELECT 1;\n`, false],
    ['whose row says it', inMariadbsWords('t', [["('-- Dump completed')"]]), false],
  ])('%s is complete: %s', (_title, text, complete) => {
    expect(count(text).complete).toBe(complete);
  });

  test('says where the binary log stood', () => {
    const text =
      "-- CHANGE MASTER TO MASTER_LOG_FILE='binlog.000007', MASTER_LOG_POS=342;\n-- SET GLOBAL gtid_slave_pos='0-1-9';\n";
    expect(count(text).position).toEqual({ file: 'binlog.000007', offset: 342, gtid: '0-1-9' });
  });

  test('tells its longest statement', () => {
    const long = `('${'x'.repeat(5000)}')`;
    expect(count(inMariadbsWords('t', [['(1)'], [long]])).statementBytesMax).toBe(
      Buffer.byteLength(`INSERT INTO \`t\` VALUES\n${long};\n`),
    );
  });
});
