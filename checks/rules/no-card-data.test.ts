import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ambiguousNames, prohibitedInCardContext, prohibitedNames, testNumbers } from '../../policies/card-data.ts';
import { isCardNumber } from '../../policies/card-data/card-numbers.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { declarationsIn } from '../declarations/read.ts';
import { Source, SyntaxFault } from '../repository/source.ts';
import { findingsIn, takeMarks, testRule } from '../testing/test-rule.ts';
import { noCardData } from './no-card-data.ts';

/** What a text declares; nothing where it is refused. */
function readOrRefused(path: string, text: string): readonly Declaration[] {
  try {
    return declarationsIn(new Source(path, text));
  } catch (error) {
    if (error instanceof SyntaxFault) return [];
    throw error;
  }
}

/** Made here, so that no file of this repository holds a number that may be somebody's. */
const made = (body: string) => [...'0123456789'].map((digit) => body + digit).find(isCardNumber)!;
const visa = made('453201511283036');
const amex = made('37120098165432');
const ean = made('453201511283');
const siret = made('3801298664685');
const grouped = (digits: string, gap: string) => digits.match(/\d{4}/g)!.join(gap);

testRule(noCardData, {
  passes: {
    'a part that may be kept':
      'interface Card { last4: string; brand: string; expMonth: number; cardholderName: string; bin: string }',
    'a result or a token':
      'interface Card { cvcCheck: string; cvv_status: string; cardNumberToken: string; fingerprint: string }',
    'a name that only holds the letters':
      'interface Company { span: string; company: string; discardNumber: string; cvcx: string }',
    'another card': 'interface GiftCard { number: string; cardNumber: string }\ntype SimCard = { number: string }',
    'a paper, a pass, a ticket':
      'interface Patient { healthCardNumber: string; panCardNumber: string; student_card_no: string }\ninterface LibraryCard { cardNumber: string }',
    'a card of a collection': 'interface Item { cardNumber: string; setName: string }',
    'a payment that was made or is due':
      'interface Sale { payment: { number: string; paid: boolean }; lastPayment: { number: string; amount: number } | null }',
    'what is said of a value':
      'interface FormErrors { cardNumber?: string; cvv?: string }\ninterface Form { errors?: { cvc?: string }; labels: { number: string; cvc: string } }',
    'the viewers of a stream': 'interface Live { ccv: number; viewCount: number }',
    'what a payment has besides its card':
      'interface PaymentReference { number: string }\ninterface PaymentInvoice { number: string }',
    'a number outside of any card': 'interface Invoice { number: string; pan: string; cid: string }',
    'a number in a phone inside a payment': 'interface Payment { phone: { number: string } }',
    'a count': 'interface Payments { number: number }\nconst card = z.object({ number: z.number() })',
    'a flag, a handler, an element':
      'interface Form { cvc: boolean; cardNumber: StripeCardNumberElement; cvv: () => void; onCvc: string }',
    'a choice of fixed words': "interface Checks { cvc: 'pass' | 'fail' | null }",
    'a masked number':
      'interface Row { maskedCardNumber: string; last4CardNumber: string; isCardNumber: string; storedMaskedCardNumber: string }',
    'a colour, an icon, a text of the screen':
      'interface Theme { colorIconCardCvc: string; cvc_label: string; errorCardNumber: string }',
    'props of a card on a screen': {
      'src/card.tsx': 'interface StatCardProps { number: string }\ninterface Card { number: string }',
    },
    'a playing card': 'interface Card { number: string; suit: string }\ninterface CardGame { number: string }',
    'a number that counts cards':
      'interface PlayerCard { cardNumber: number }\nclass Candidate { @Input() cardNumber: number }',
    'the number of a card in a game': 'interface CardModel { cardNumber: string | null; player: string }',
    'a track of music': 'interface Album { track1: string; track2: string }',
    'a local variable, a parameter and an object are no declaration':
      'function f(cvc: string) { const cardNumber = cvc; return { cvc, cardNumber } }',
    'a translation': "const texts = { cvc: t('form.cvc'), cardNumber: 'Card number' }",
    'a comment and a text': "// cvc: string\nconst sentence = 'interface Card { cvc: string }'",
    'a log text that only names it': "logger.info('cvc is missing'); console.log({ cvc: 'missing', cardNumber: true })",
    'a log of what was made of it':
      'console.log(mask(cardNumber), cardNumber.length, !cvv, { cvc: cvc !== undefined, cardNumber: mask(card.number) })',
    'another call that is given it': 'stripe.tokens.create({ card: { number, cvc } }); Math.log(pan)',
    'an index of SQL': {
      'a.sql':
        'CREATE TABLE t (id int, KEY (id)); CREATE INDEX cvc ON t (id); SELECT cvc FROM t; -- CREATE TABLE x (cvc int)',
    },
    'an INTEGER that cannot hold a card number': { 'a.sql': 'CREATE TABLE t (card_number INT, cvc_check text)' },
    'a column that goes': { 'a.sql': 'ALTER TABLE cards DROP COLUMN cvc, DROP card_number, MODIFY brand varchar(9);' },
    'a relation, an enum and a flag of Prisma': {
      'a.prisma': 'model Card {\n  id String @id\n  cardNumber CardNumber?\n  cvc Boolean\n}\nenum Kind {\n  cvc\n}\n',
    },
    'a query of GraphQL': { 'a.graphql': 'query Q($cvc: String) { card { number cvc } }' },
    'JSON that is no schema': { 'a.json': '{ "card": { "number": "1", "cvc": "2" }, "properties": { "cvc": "3" } }' },
    'an example in a page': { 'a.md': '`cvc: string` and cardNumber' },
    'published numbers': { 'a.md': testNumbers.join('\n'), 'b.md': 'pay 4242 4242 4242 4242' },
    'two digits in turn': "const number = '4111111114444444'",
    'a wrong check digit': `const number = '${visa.slice(0, -1)}${(Number(visa.at(-1)) + 1) % 10}'`,
    'part of something longer': [
      `0.${visa}`,
      `a${visa}`,
      `${visa}b`,
      `${visa}.5`,
      `+${visa}`,
      `id-${visa}`,
      `x/${visa}`,
      `${visa}-a`,
      `${visa}0000`,
      `_${visa}`,
    ].join('\n'),
    'a barcode or a phone number of a rare length': `const barcode = '${ean}'`,
    'the number of a company': { 'a.md': `SIRET ${siret}` },
    'a list of four-digit numbers': `const matrix = '1234 ${grouped(visa, ' ')} 5678'`,
    'a lock file and a bundle': { 'package-lock.json': `{"n":"${visa}"}`, 'a.min.js': visa, 'a.svg': visa },
  },
  fails: {
    'a card among other cards': 'interface GiftCard { number: string }\ninterface Card { «number»: string }',
    'an interface': 'interface Card {\n  «number»: string;\n  «cvc»?: string | null;\n  brand: string;\n}',
    'a type literal': 'type Payment = { method: { «card_number»: string }; «pan»: string }',
    'a number of a card that pays':
      'class CreditCard { «cardNumber»: number; «ccv»: number }\ninterface Row { «creditCardNumber»: number; «cardNumber»: bigint }',
    'a quoted property': "interface Form { '«card-number»': string }",
    'a class with class-validator and TypeORM':
      "@Entity() class Card { @IsString() «number»!: string; @Column({ name: '«card_cvv»' }) code: string; @Column() «securityCode»: string }",
    'a property of a constructor': 'class Payer { constructor(private readonly «cardNumber»: string, cvc: string) {} }',
    'a parameter’s type': 'function pay(card: { «number»: string }) {}',
    'a generic type': 'interface Form { «cvc»: FormControl<string>; «cardNumber»: string[] }',
    'a payment with a card in it':
      'interface Payment { amount: number; «number»: string; expMonth: number }\ninterface PaymentForm { amount: number; «number»: string; «cvc»: string }',
    'a code by its other name':
      'interface CardHolder { «ccv»: number }\nconst order = z.object({ «cardNumber»: z.string(), «ccv»: z.string() })',
    'whosever card that pays':
      'interface Row { «customerCardNumber»: string; «memberCreditCardNumber»: string; «userCardNo»: string }\ninterface MemberPayment { «cardNumber»: string }',
    'the card of a payment’s invoice': 'interface InvoicePaymentCard { «number»: string }',
    'beside a field that is prohibited alone': 'interface Form { «number»: string; «cvv»: string }',
    'a bank card on a screen': { 'src/card.tsx': 'interface CreditCardProps { «number»: string }' },
    zod: 'const card = z.object({ «number»: z.string().min(12).max(19), «cvc»: z.coerce.string(), exp: z.number() })',
    'zod, extended and nested': 'const order = base.extend({ card: z.object({ «number»: z.string().optional() }) })',
    valibot:
      'const s = v.object({ «cvc»: v.pipe(v.string(), v.minLength(3)), card: v.object({ «number»: v.optional(v.string()) }) })',
    'yup and joi':
      'const a = yup.object().shape({ «cvv»: yup.string() }); const card = Joi.object({ «pan»: Joi.string().creditCard() })',
    mongoose: 'const s = new mongoose.Schema({ card: { «number»: String, «cvv»: { type: Number, required: true } } })',
    sequelize:
      "Card.init({ «number»: { type: DataTypes.STRING(19) }, x: { type: DataTypes.TEXT, field: '«card_number»' } }, { sequelize })",
    drizzle: "const t = pgTable('cards', { «number»: varchar(16), x: text('«card_number»'), «cvc»: integer() })",
    'JSON Schema in a script':
      "const schema = { type: 'object', properties: { card: { type: 'object', properties: { «number»: { type: 'string' } } } } }",
    knex: "knex.schema.createTable('cards', (table) => { table.string('«number»'); table.integer('«cvv»'); })",
    'TypeORM migrations':
      "runner.addColumn('cards', new TableColumn({ name: '«card_number»', type: 'varchar' })); new Table({ name: 'card', columns: [{ name: '«number»', type: 'varchar' }, { name: 'cvc_check', type: 'text' }] })",
    kysely: "db.schema.alterTable('x').addColumn('«card_number»', 'varchar(20)')",
    'SQL in a script': 'q(`ALTER TABLE ${t} ADD COLUMN «card_number» text, ADD «cvc» int`)',
    'GraphQL in a script': 'const d = gql`type Card { «number»: String ${x} }`',
    'GraphQL that a comment announces':
      'const a = `#graphql\n input I { «cvc»: String }`; const b = /* GraphQL */ `type T { «cvv»: Int }`',
    'a log call': 'logger.info({ «cvv», a: 1 }, `x ${card.«number»}`); console.log(«cardNumber», req.body.«cvc»)',
    'a log call, wrapped':
      "this.logger.warn('n: ' + («fullPan» ?? card['«number»']), JSON.stringify({ n: «cvc».value }))",
    'a log call, nested': 'log.error({ card: { «number»: value }, «cardNumber»: form.cardNumber })',
    'SQL, created': {
      'a.sql':
        'CREATE TABLE IF NOT EXISTS shop.payment_cards (\n  id int PRIMARY KEY, -- a comment, with a comma\n  «number» VARCHAR(20) DEFAULT \'a,b)\',\n  "«cvv»" char(3),\n  [«pan»] nvarchar(19), PRIMARY KEY (id)\n);',
    },
    'SQL, altered': {
      'a.sql':
        'ALTER TABLE ONLY x ADD COLUMN IF NOT EXISTS «card_number» text, ADD y int, ADD («cvc» int, z int), CHANGE a «cvv» int, RENAME COLUMN b TO «pin_block»;\nALTER TABLE y ADD a int, «cvn» int;',
    },
    'Prisma and @map': {
      'a.prisma':
        'model Card {\n  id String @id\n  «number» String // the number\n  «cvc» Int?\n  n String @map("«card_number»")\n}\n',
    },
    'GraphQL, with arguments': {
      'a.graphql':
        '"""A card"""\ntype Card implements Node @key(fields: "id") { «number»: String! last4: String }\ninput PaymentInput { «pan»: [String!]! }\nextend type Mutation { add(«cardNumber»: String!, b: Int = 1): Card @auth(cvc: true) }',
    },
    'JSON Schema': {
      'a.json':
        '{"properties": {"card": {"type":"object","properties":{"«number»":{"type":["null","string"]},"brand":{"type":"string"}}}}}',
    },
    OpenAPI: {
      'api.yaml':
        'paths:\n  /pay:\n    get:\n      parameters:\n        - name: «cvc»\n          in: query\n          schema: { type: string }\ncomponents:\n  schemas:\n    Card:\n      properties:\n        «number»:\n          type: string\n        "«card_number»": { type: integer }\n',
    },
    'a card number, in any text': {
      files: {
        'a.ts': `const n = '«${visa}»'`,
        'b.csv': `name,«${grouped(visa, '-')}»,12/27`,
        'c.md': `Paid with «${grouped(visa, ' ')}».`,
        '.env.local': `CARD=«${amex}»`,
        'e.json': `{"n": «${visa}»}`,
        'f.ts': `const rows = 'a\\n«${visa}»\\n'`,
        'g.sql': `INSERT INTO t VALUES ('«${amex.slice(0, 4)} ${amex.slice(4, 10)} ${amex.slice(10)}»')`,
      },
      problem: new RegExp(
        `^(?:${visa.slice(0, 6)}\\*{6}${visa.slice(-4)}|${amex.slice(0, 6)}\\*{5}${amex.slice(-4)}) is`,
      ),
      fix: /test number/,
    },
    'a rare length beside a word about cards': `const visaCard = '«${ean}»'`,
    'the requirement, in words': {
      files: 'interface A { «cvc»: string }',
      problem: /verification code, which PCI DSS 3\.3\.1\.2/,
      fix: /pm_/,
    },
  },
});

const spellings = (words: string) => {
  const parts = words.split(' ').map((word) => word.toLowerCase());
  const camel = parts.map((word, index) => (index === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('');
  return [parts.join('_'), camel, parts.join('_').toUpperCase(), `customer_${parts.join('_')}`];
};

/** Every language, with one field of a name in something of another. */
const languages: Record<string, (about: string, name: string) => { path: string; text: string }> = {
  interface: (about, name) => ({ path: 'a.ts', text: `interface ${about} { id: string; «${name}»: string }` }),
  class: (about, name) => ({ path: 'a.ts', text: `class ${about} {\n  «${name}»?: string }` }),
  zod: (about, name) => ({ path: 'a.ts', text: `const ${about} = z.object({\n «${name}»: z.string() })` }),
  prisma: (about, name) => ({ path: 'a.prisma', text: `model ${about} {\n  id Int @id\n  «${name}» String?\n}` }),
  sql: (about, name) => ({ path: 'a.sql', text: `CREATE TABLE ${about} (\n  id int,\n  «${name}» varchar(99)\n)` }),
  graphql: (about, name) => ({ path: 'a.graphql', text: `type ${about} {\n  «${name}»: String!\n}` }),
  'JSON Schema': (about, name) => ({
    path: 'a.json',
    text: `{"${about}":{"properties":{"«${name}»":{"type":"string"}}}}`,
  }),
  OpenAPI: (about, name) => ({ path: 'a.yml', text: `${about}:\n  properties:\n    «${name}»: { type: string }\n` }),
  log: (about, name) => ({ path: 'a.ts', text: `logger.info({ ${about}: { «${name}»: value } })` }),
};

describe.each(Object.entries(languages))('in %s', (_, write) => {
  const findings = (about: string, name: string) => {
    const { path, text } = write(about, name);
    const { texts, places } = takeMarks({ [path]: text });
    const found = findingsIn(noCardData, texts).map(
      (one) => `${one.file}:${one.line}:${one.column}-${one.endLine}:${one.endColumn}`,
    );
    return { found, places };
  };
  const ambiguous = new Set(ambiguousNames);

  test('each prohibited name is found where it stands, and nothing once it is gone', () => {
    for (const { words } of prohibitedNames) {
      for (const name of spellings(words)) {
        if (ambiguous.has(words) && !name.startsWith('customer')) continue;
        const { found, places } = findings('Thing', name);
        expect(found, name).toEqual(places);
      }
      expect(findings('Thing', `${words.replaceAll(' ', '_')}_token`).found, words).toEqual([]);
    }
  });

  test('each contextual name is found in a card, and nowhere else', () => {
    const contextual = [...prohibitedInCardContext.map(({ words }) => words), ...ambiguousNames];
    for (const name of contextual.flatMap((words) => spellings(words).slice(0, 3))) {
      const { found, places } = findings('Card', name);
      expect(found, name).toEqual(places);
      for (const about of ['Thing', 'GiftCard', 'LoyaltyCards', 'SimCard', 'IdentityCard', 'DiscountCard'])
        expect(findings(about, name).found, `${about}.${name}`).toEqual([]);
    }
  });
});

describe('hostile text', () => {
  const parts = [
    '1',
    '4 ',
    '4-',
    "'",
    '"',
    '`',
    '/*',
    '(',
    'a(',
    '{',
    '[',
    '#',
    '\\',
    'cvc ',
    'card number:',
    '«',
    "''",
    '"""',
    'z.',
    ': ',
    'CREATE TABLE a (',
    'ALTER TABLE a ADD ',
    'type a {',
    'type a ',
  ];
  test.each(parts)('100 KB of %j is read in bounded time, and throws nothing but a SyntaxFault', (part) => {
    const text = `card cvc properties: ${part.repeat(100_000 / part.length)}`;
    for (const path of ['a.sql', 'a.graphql', 'a.prisma', 'a.json', 'a.md']) findingsIn(noCardData, { [path]: text });
  });

  test.each([
    ['a.ts', `console.log(cvc${" + 'a'".repeat(200_000)})`],
    ['a.ts', `const cvc = ${'['.repeat(50_000)}`],
    ['a.json', `{"cvc": 1, "properties": ${'['.repeat(100_000)}`],
    ['a.yaml', `cvc: 1\nproperties: ${'['.repeat(50_000)}`],
  ])('%s that is nested too deeply is a finding, not a hang', (path, text) => {
    expect(findingsIn(noCardData, { [path]: text })).toMatchObject([{ severity: 'unread', file: path }]);
  });

  test('any text in any of the languages gives places inside the text', () => {
    const word = fc.constantFrom(
      'create table',
      'card',
      '(',
      ')',
      ',',
      'cvc',
      'text',
      '{',
      '}',
      ':',
      'type',
      '"',
      "'",
      'model',
      '\n',
      '`',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.string()), { maxLength: 40 }),
        fc.constantFrom('a.sql', 'a.graphql', 'a.prisma'),
        (words, path) => {
          const text = words.join(' ');
          for (const { fields } of readOrRefused(path, text))
            for (const { name, start, end } of fields) expect(text.slice(start, end)).toBe(name);
        },
      ),
      { seed: Number(process.env['SEED'] ?? 1), numRuns: 500 },
    );
  });
});
