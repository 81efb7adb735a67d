import { describe, expect, test } from 'vitest';
import { findingsIn, takeMarks, type Texts, testRule, usualConfiguration, usualTexts } from '../testing/test-rule.ts';
import type { Rule } from '../rule.ts';
import { databasesStayApart } from './databases-stay-apart.ts';

const schema = (...blocks: string[]) => `datasource db {\n  provider = "mysql"\n}\n${blocks.join('\n')}\n`;
const model = (name: string, ...lines: string[]) => `model ${name} {\n  id Int @id\n  ${lines.join('\n  ')}\n}`;

const schemas: Texts = {
  'prisma/billing/schema.prisma': schema(model('Invoice', '@@map("invoices")'), model('database_identity')),
  'prisma/main/schema.prisma': schema(
    model('Customer', '@@map("customers")'),
    model('Order'),
    model('database_identity'),
  ),
};

/** SQL of billing in every form that can name a table. With a table of billing's own in that place, nothing is found. */
const statements: Record<string, string> = {
  FROM: 'SELECT * FROM «customers»',
  'a qualified name': 'SELECT * FROM «main.customers»',
  'a qualified name of a table that no schema knows': 'SELECT * FROM «main.secrets»',
  backticks: 'SELECT * FROM «`main`.`customers`»',
  'double quotes': 'SELECT * FROM «"main"."customers"»',
  'brackets, with the owner between': 'SELECT * FROM «[main].[dbo].[customers]» WHERE id = 1',
  'another case': 'select id from «MAIN.Customers»',
  'the second of a list': 'SELECT * FROM invoices AS i, «customers» c',
  'the list after a subquery': 'SELECT * FROM (SELECT 1 FROM invoices) i, «customers»',
  JOIN: 'SELECT * FROM invoices i LEFT JOIN «customers» c ON c.id = i.id',
  'a subquery': 'SELECT * FROM invoices WHERE id IN (SELECT id FROM «customers»)',
  'a query with a name': 'WITH old AS (SELECT * FROM «customers») SELECT * FROM old',
  'INSERT INTO': 'INSERT INTO «customers» (id) VALUES (1)',
  'INSERT IGNORE INTO': 'INSERT IGNORE INTO «main.customers» SELECT * FROM invoices',
  'REPLACE INTO': 'REPLACE INTO «customers» VALUES (1)',
  'MERGE INTO': 'MERGE INTO «customers» c USING invoices i ON c.id = i.id WHEN MATCHED THEN UPDATE SET id = 1',
  'MERGE USING': 'MERGE INTO invoices i USING «customers» ON c.id = i.id WHEN MATCHED THEN DELETE',
  UPDATE: 'UPDATE «customers» SET name = 1',
  'UPDATE of two': 'UPDATE invoices, «customers» SET name = 1',
  'UPDATE FROM': 'UPDATE invoices SET name = c.name FROM «customers» c',
  'DELETE FROM': 'DELETE FROM «customers» WHERE id = 1',
  'DELETE USING': 'DELETE FROM invoices USING «customers» WHERE id = 1',
  'ALTER TABLE': 'ALTER TABLE «customers» ADD x INT',
  'DROP TABLE': 'DROP TABLE IF EXISTS «customers»',
  'the second of DROP TABLE': 'DROP TABLE invoices, «customers»',
  TRUNCATE: 'TRUNCATE «customers»',
  'TRUNCATE TABLE': 'TRUNCATE TABLE «customers»',
  'LOCK TABLES': 'LOCK TABLES invoices READ, «customers» WRITE',
  'RENAME TABLE': 'RENAME TABLE invoices TO «main.invoices»',
  REFERENCES: 'CREATE TABLE payments (id INT, customer INT REFERENCES «customers» (id) ON DELETE CASCADE)',
  'a foreign key': 'ALTER TABLE invoices ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES «main.customers»(id)',
  'CREATE TABLE in it': 'CREATE TABLE «main.payments» (id INT)',
  'CREATE TABLE AS': 'CREATE TABLE payments AS SELECT * FROM «customers»',
  'CREATE TABLE LIKE': 'CREATE TABLE payments LIKE «customers»',
  INHERITS: 'CREATE TABLE payments () INHERITS («customers»)',
  'PARTITION OF': 'CREATE TABLE payments PARTITION OF «customers» FOR VALUES FROM (1) TO (2)',
  'a view': 'CREATE OR REPLACE VIEW v AS SELECT * FROM «customers»',
  'a view in it': 'CREATE VIEW «main.v» AS SELECT 1',
  'an index': 'CREATE UNIQUE INDEX i ON «customers» (id)',
  'a trigger': 'CREATE TRIGGER t AFTER UPDATE ON «customers» FOR EACH ROW SET @x = 1',
  'the body of a trigger':
    'CREATE TRIGGER t AFTER INSERT ON invoices FOR EACH ROW BEGIN SET @x = 1; INSERT INTO «main.customers» VALUES (1); END',
  'a body in dollar quotes':
    'CREATE FUNCTION f() RETURNS trigger AS $body$ BEGIN UPDATE «customers» SET x = 1; END $body$ LANGUAGE plpgsql',
  GRANT: "GRANT SELECT, INSERT ON «main.*» TO 'app'",
  'GRANT ON SCHEMA': 'GRANT USAGE ON SCHEMA «main» TO app',
  USE: 'USE «main»',
  CALL: 'CALL «main.refund»(1)',
  COPY: "COPY «customers» FROM '/tmp/x'",
  'SHOW COLUMNS': 'SHOW COLUMNS FROM «customers»',
  'what MySQL runs in a comment': '/*!50001 CREATE VIEW v AS SELECT 1 FROM «customers» */',
};

const migration = 'prisma/billing/migrations/1/migration.sql';
const own = (marked: string) =>
  marked
    .replaceAll(/«[^»]*\*»/g, 'billing.*')
    .replaceAll(/(USE|SCHEMA) «[^»]*»/g, '$1 billing')
    .replaceAll(/«[^»]*»/g, 'billing.invoices');
const inMigration = (sql: string) => ({ [migration]: `-- why\n${sql};\n` });
const inTemplate = (sql: string) => ({
  'billing/read.ts': `await db.query(\n  \`${sql.replaceAll(/[`\\]/g, '\\$&').replaceAll('«\\', '\\«').replaceAll('$body$', '\\$body\\$')}\`,\n);`,
});
const each = (to: (sql: string) => Texts, title: string, change: (sql: string) => string = (sql) => sql) =>
  Object.fromEntries(Object.entries(statements).map(([form, sql]) => [`${form} ${title}`, to(change(sql))]));

testRule(databasesStayApart, {
  with: schemas,
  path: 'billing/read.ts',
  fails: {
    ...each(inMigration, 'in a migration'),
    ...each(inTemplate, 'in a query'),
    $queryRaw: 'await prisma.$queryRaw`SELECT * FROM «customers» WHERE id = ${id}`',
    '$executeRaw of a client within': 'await this.db.prisma.$executeRaw<number>`delete from «main.orders»`',
    $queryRawUnsafe: "prisma.$queryRawUnsafe('select * from «customers»')",
    'Prisma.sql that is part of a statement': 'const part = Prisma.sql`JOIN «customers» c ON c.id = i.id`',
    'sql of any library': 'const rows = await sql<Row[]>`select * from «customers»`',
    'an object with the query': "pool.run({ sql: 'select * from «customers»', values: [] })",
    'a constant that says it is SQL': "const customerSql = 'select * from «customers»';",
    'a string that cannot be anything else': 'run(`\n  SELECT id\n  FROM «customers»`)',
    'strings put together': "db.query('SELECT * ' +\n 'FROM «customers» ' +\n where)",
    'a table in a constant': "const table = 'customers';\ndb.query(`SELECT * FROM «${table}»`)",
    'a table in a constant object': "const t = { a: 'customers' } as const;\ndb.query(`SELECT * FROM «${ t.a }»`)",
    'a database in a constant': "const other = 'main';\ndb.query(`SELECT * FROM «${other}.customers»`)",
    'Prisma.raw': "prisma.$queryRaw`SELECT * FROM «${Prisma.raw('customers')}»`",
    'escaped quotes': 'db.query("SELECT * FROM \\«"main\\".\\"customers\\"»")',
    'a table beside an alias that is called like its database':
      'db.query(`SELECT main.id FROM invoices AS main, «main.orders» WHERE main.id = 1`)',
    'two on one line': 'db.query(`SELECT 1 FROM «customers»`); db.query(`SELECT 1 FROM «main.orders»`)',
    'main’s code that names billing’s': { 'src/report.js': 'db.query(`SELECT SUM(total) FROM «invoices»`)' },
    'a computed qualifier before a foreign table': 'db.query(`SELECT * FROM «${schema}.customers»`)',
    'a computed table where a string of the file is foreign': {
      files: "const tables = ['invoices', 'customers'];\nfor (const t of tables) db.query(`SELECT * FROM «${t}»`)",
      severity: 'unverifiable',
      problem: /computes the name \$\{…\}/,
    },
    'a computed database where a string of the file is foreign': {
      files: "const all = ['billing', 'main'];\nfor (const d of all) db.query(`SELECT * FROM «${d}.things»`)",
      severity: 'unverifiable',
    },
    'a computed table whose constant part fits': {
      files: 'db.query(`SELECT * FROM «custom${rest}»`)',
      severity: 'unverifiable',
    },
    'a name in a .env.example': {
      files: {
        'prisma/main/prisma.config.ts': 'export default { datasource: { url: process.env.MAIN_DATABASE_URL } };\n',
        '.env.example': 'MAIN_DATABASE_URL="mysql://root@localhost:3306/shop?x=1"\n',
        'billing/read.ts': 'db.query(`SELECT * FROM «shop.carts»`)',
      },
      problem: /shop\.carts, which is main’s/,
    },
    'a name in compose': {
      'compose.yaml': 'environment:\n  MAIN_DATABASE_URL: postgres://a:b@db/shop?schema=store\n',
      'billing/read.ts': 'db.query(`SELECT * FROM «shop.carts» JOIN «store.carts»`)',
    },
    'a name in the prisma.config': {
      'prisma/main/prisma.config.ts': "export default { datasource: { url: 'mysql://root@localhost/shop' } };\n",
      'billing/read.ts': 'db.query(`SELECT * FROM «shop.carts»`)',
    },
    'a namespace': {
      'prisma/main/schema.prisma': schema(model('Login', '@@schema("auth")')),
      'billing/read.ts': 'db.query(`SELECT * FROM «auth.sessions»`)',
    },
    'a table that two schemas hold': {
      files: {
        'prisma/billing/schema.prisma': schema(model('Invoice')),
        'prisma/main/schema.prisma': schema(model('«Bill»', '@@map("Invoice")')),
      },
      problem: /Invoice is in the schema of main and in that of billing \(prisma\/billing\/schema\.prisma\)/,
    },
    'a variable that two configs read': {
      files: {
        'prisma/billing/prisma.config.ts': 'export default { datasource: { url: env("DATABASE_URL") } };\n',
        'prisma/main/prisma.config.ts':
          'const url = process.env.«DATABASE_URL»;\nexport default { datasource: { url } };\n',
      },
      fix: /MAIN_DATABASE_URL/,
    },
    'a variable that two schemas read': {
      'prisma/billing/schema.prisma': 'datasource db {\n  url = env("DATABASE_URL")\n}\n',
      'prisma/main/schema.prisma':
        'datasource db {\n  url       = env("X_URL")\n  directUrl = env("«DATABASE_URL»")\n}\n',
    },
    'a migration of main beside its schema, in a repository that is billing’s otherwise': {
      'prisma/main/migrations/1/migration.sql': 'ALTER TABLE «invoices» ADD x INT;',
    },
    'a table that was created here and never dropped, once': {
      [migration]: 'CREATE TABLE «customers» (id INT);\nINSERT INTO customers VALUES (1);',
    },
    'a quote that never closes before a foreign name': {
      files: { [migration]: "UPDATE invoices SET a = «'»it;\nSELECT * FROM customers;" },
      severity: 'unverifiable',
    },
  },
  passes: {
    ...each(inMigration, 'in a migration, of its own', own),
    ...each(inTemplate, 'in a query, of its own', own),
    'the identity row, which each database has': 'db.query(`SELECT * FROM database_identity`)',
    'Prisma’s own table': 'db.query(`SELECT * FROM _prisma_migrations`)',
    'a comment': { [migration]: '-- FROM customers\n/* JOIN customers */ # FROM customers\nSELECT 1 FROM invoices;' },
    'a comment of the program': '// db.query(`SELECT * FROM customers`)\n/* $queryRaw`SELECT 1 FROM customers` */',
    'a text in SQL': { [migration]: "INSERT INTO invoices VALUES ('it''s from customers', 'FROM customers');" },
    'a text with MySQL’s escapes': { [migration]: "INSERT INTO `invoices` VALUES ('don\\'t join customers');" },
    'a column, a parameter, a function': {
      [migration]:
        'SELECT customers, EXTRACT(DAY FROM customers), TRIM(BOTH FROM customers) FROM invoices, unnest(ids) WHERE a IS DISTINCT FROM customers;',
    },
    'an alias and a query of that name': {
      [migration]:
        'SELECT customers.id FROM invoices customers JOIN customers ON 1;\nWITH customers AS (SELECT 1) SELECT * FROM customers;',
    },
    'rows of a dump': {
      [migration]: "COPY invoices FROM stdin;\n1\tit's from customers\n\\.\nSELECT 1 FROM invoices;",
    },
    'a table that moved away: created, used and dropped here': {
      'prisma/main/migrations/1/migration.sql': 'CREATE TABLE invoices (id INT);\nALTER TABLE invoices ADD x INT;',
      'prisma/main/migrations/2/migration.sql': 'UPDATE invoices SET x = 1;\nDROP TABLE invoices;',
    },
    'a table that was renamed': {
      'prisma/main/migrations/1/migration.sql':
        'CREATE TABLE invoices (id INT);\nALTER TABLE invoices RENAME TO bills;',
    },
    'a temporary table': {
      [migration]: 'CREATE TEMPORARY TABLE customers (id INT);\nINSERT INTO customers VALUES (1);',
    },
    'a log text': 'log.info("SELECT * FROM customers took long"); throw new QueryError("SELECT 1 FROM customers");',
    'the title of a test and what it expects':
      "test('SELECT id FROM customers', () => expect(sql).toBe('SELECT id FROM customers'))",
    prose:
      "const text = 'Select a plan from customers';\nbutton({ text: 'select it from customers' }, 'UPDATE customers');",
    'another language with a query method': 'client.query(gql`query { customers { from } }`); api.query("customers")',
    'a name like a foreign one': 'db.query(`SELECT * FROM customers_view JOIN maintenance.tasks`)',
    'a namespace of every server': 'db.query(`SELECT * FROM public.invoices JOIN information_schema.tables`)',
    'a computed table that nothing suggests to be foreign': 'db.query(`SELECT * FROM ${table} WHERE id = ${id}`)',
    'a computed table whose constant part does not fit':
      "const x = 'customers'; db.query(`SELECT * FROM billing_${kind}`)",
    'a computed qualifier before an own table': "const all = ['main']; db.query(`SELECT * FROM ${tenant}.invoices`)",
    'a value beside a foreign string':
      "const kind = 'customers'; db.query(`SELECT * FROM invoices WHERE kind = ${kind}`)",
    'a variable whose name in two compose services differs': {
      'compose.yaml': 'a:\n  MAIN_DATABASE_URL: mysql://a/shop\nb:\n  BILLING_DATABASE_URL: mysql://a/shop\n',
      'billing/read.ts': 'db.query(`SELECT * FROM shop.invoices`)',
    },
    'other variables that two configs read': {
      'prisma/billing/prisma.config.ts':
        'const debug = process.env.NODE_ENV;\nexport default { datasource: { url: `mysql://${process.env.DB_HOST}/a` } };\n',
      'prisma/main/prisma.config.ts':
        '// url: process.env.BILLING_DATABASE_URL\nconst debug = process.env.NODE_ENV;\nexport default { datasource: { url: `mysql://${process.env.DB_HOST}/b` } };\n',
    },
    'tables of one name in different namespaces': {
      'prisma/billing/schema.prisma': schema(model('Event', '@@schema("pay")')),
      'prisma/main/schema.prisma': schema(model('Event', '@@schema("shop")')),
    },
    'a quote that never closes before nothing foreign': { [migration]: "UPDATE invoices SET a = 'it;" },
  },
});

describe('databases-stay-apart', () => {
  const rule = databasesStayApart as unknown as Rule;
  const reaching = { ...usualTexts, ...schemas, 'billing/read.ts': 'db.query(`SELECT 1 FROM customers`)' };

  test('says whose table it is and how to do without it', () => {
    const [found] = findingsIn(rule, reaching);
    expect(found).toMatchObject({ problem: 'billing’s SQL names customers, which is main’s' });
    expect(found!.fix).toContain('ask main through its API');
  });

  test('lets a bridge reach', () => {
    const bridges = [{ path: 'billing/read.ts', reason: 'the wall’s own test', expires: '2027-01-01' }];
    expect(findingsIn(rule, reaching, { ...usualConfiguration, bridges })).toEqual([]);
  });

  test('has nothing to say of one database, or of files of none', () => {
    const { billing, main } = usualConfiguration.databases;
    const { texts } = takeMarks(reaching);
    expect(findingsIn(rule, texts, { databases: { main: { ...main, code: ['**'] } } })).toEqual([]);
    expect(
      findingsIn(rule, texts, {
        databases: { billing: { ...billing, code: ['x/**'] }, main: { ...main, code: ['y/**'] } },
      }),
    ).toEqual([]);
  });

  test('knows that SQLite calls the database itself main', () => {
    const sqlite = 'datasource db {\n  provider = "sqlite"\n}\n';
    const texts = { ...usualTexts, 'billing/read.ts': 'db.query(`SELECT 1 FROM main.invoices`)' };
    expect(findingsIn(rule, texts)).toHaveLength(1);
    expect(findingsIn(rule, { ...texts, 'prisma/billing/schema.prisma': sqlite })).toEqual([]);
  });
});
