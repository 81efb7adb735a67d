import { describe } from 'vitest';
import { type Mutation, putInPlaceOf, testMutations } from '../testing/mutation.ts';

const rule = 'databases-stay-apart';
const inFile = (path: string, texts: Record<string, string>): Record<string, Mutation> =>
  Object.fromEntries(Object.entries(texts).map(([title, text]) => [title, { files: { [path]: `${text}\n` } }]));

describe('a migration of billing may not name', () => {
  testMutations(
    rule,
    inFile('prisma/billing/migrations/20260301090000_form/migration.sql', {
      'a table of main': 'SELECT id FROM «customers⇒invoices»;',
      'a table of main by its database': 'INSERT INTO «main.customers⇒billing.invoices» (id) VALUES (1);',
      'anything else in main’s database': 'CREATE TABLE «main.secrets⇒billing.secrets» (id INT);',
      'main’s database by the name in its URL': 'UPDATE «shop.carts⇒shop_billing.carts» SET id = 1;',
      'a table of main in a foreign key':
        'ALTER TABLE invoices ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES «customers⇒invoices» (id);',
      'a table of main in quotes': 'DELETE FROM «`main`.`customers`⇒`billing`.`invoices`»;',
      'a table of main in a join': 'SELECT 1 FROM invoices i JOIN «customers⇒payment_methods» c ON c.id = i.id;',
      'a table of main as one of its own': 'CREATE TABLE «gift_cards⇒gifts» (id INT);',
      'a table of main in the body of a trigger':
        'CREATE TRIGGER t AFTER INSERT ON invoices FOR EACH ROW BEGIN DELETE FROM «customers⇒payment_methods»; END;',
      'main’s database as the one in use': 'USE «main⇒billing»;',
      'a right on main’s tables': "GRANT SELECT ON «main.*⇒billing.*» TO 'app';",
    }),
  );
});

describe('code of billing may not query', () => {
  testMutations(
    rule,
    inFile('src/billing/form.ts', {
      'with $queryRaw': 'await billing.$queryRaw`SELECT id FROM «customers⇒invoices» WHERE id = ${id}`;',
      'with $executeRaw': 'await billing.$executeRaw`DELETE FROM «main.customers⇒invoices»`;',
      'with $queryRawUnsafe': "await billing.$queryRawUnsafe('SELECT id FROM «customers⇒invoices»');",
      'with Prisma.sql': 'export const part = Prisma.sql`JOIN «customers⇒invoices» c ON c.id = i.id`;',
      'with a tag sql': 'export const rows = sql`SELECT id FROM «customers⇒invoices»`;',
      'with a driver': "pool.query('SELECT id FROM «shop.carts⇒invoices»', []);",
      'with an object': "pool.execute({ sql: 'SELECT id FROM «customers⇒invoices»' });",
      'with a constant': 'export const byId = `\n  SELECT id\n  FROM «customers⇒invoices»\n`;',
      'with a name in a constant': "const table = '‹customers⇒invoices›';\npool.query(`SELECT id FROM «${table}»`);",
      'with parts put together': "pool.query('SELECT id ' + 'FROM «customers⇒invoices»');",
    }),
  );
  testMutations(rule, {
    'with a name that is computed and may be foreign': {
      files: {
        'src/billing/form.ts':
          "for (const table of ['invoices', '‹customers⇒payment_methods›']) pool.query(`SELECT id FROM «${table}»`);\n",
      },
      severity: 'unverifiable',
    },
    'as main may not query billing': {
      files: { 'src/main/form.ts': 'pool.query(`SELECT SUM(total) FROM «invoices⇒customers»`);\n' },
    },
  });
});

describe('two schemas may not share', () => {
  const inSchema = (text: string) => ({
    files: putInPlaceOf('model Customer {', 'prisma/main/schema.prisma', `${text}\n\nmodel Customer {`),
  });
  testMutations(rule, {
    'a table by the name of its model': inSchema('model «invoices⇒orders» {\n  id Int @id\n}'),
    'a table by its @@map': inSchema('model «Order» {\n  id Int @id\n\n  @@map("‹invoices⇒orders›")\n}'),
    'a table that a relation needs': inSchema(
      'model «Invoice» {\n  id    Int    @id\n  order Order?\n\n  @@map("‹invoices⇒main_invoices›")\n}\n\n' +
        'model Order {\n  id      Int     @id\n  invoice Invoice @relation(fields: [id], references: [id])\n}',
    ),
    'the variable of a URL in their configs': {
      files: putInPlaceOf(
        'MAIN_DATABASE_URL',
        'prisma/main/prisma.config.ts',
        '«BILLING_DATABASE_URL⇒MAIN_DATABASE_URL»',
      ),
    },
    'the variable of a URL in a schema': {
      files: putInPlaceOf(
        'provider = "mysql"',
        'prisma/main/schema.prisma',
        'provider = "mysql"\n  url      = env("«BILLING_DATABASE_URL⇒MAIN_DATABASE_URL»")',
      ),
    },
  });
});
