import { frame } from './frame.ts';
import { configuration } from './layout.ts';
import type { Random } from './random.ts';

/** A breach written into the generated monorepo on purpose. */
export interface Plant {
  rule: string;
  path: string;
  /** With « where the finding is to be. A section among those of an ordinary module, or the whole text of another file. */
  text: string | ((random: Random) => string);
}

const billing = 'packages/billing-db/database';
const main = 'packages/main-db/database';
const lettersAndDigits = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const capitalsAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Every plant, by rule: each is a form of its own, in a file of its own. */
export const plants: readonly Plant[] = [
  ...of('clients-stay-apart', {
    'services/billing/src/invoices/send-reminder.ts': `import { client as people } from «'@acme/main-db';\n`,
    'services/billing/src/invoices/address-line.ts': `import type { Prisma } from «'../../../../packages/main-db/client/index.js';\n`,
    'services/billing/src/invoices/export-all.ts': `export * from «'@acme/main-db/client';\n`,
    'services/billing/src/invoices/default-client.ts': `import { PrismaClient } from «'@prisma/client';\n`,
    'services/billing/src/plans/lookup.ts': `const people = require(«'@acme/main-db');\n`,
    'services/billing/src/plans/lazy.ts': `export const loadPeople = () => import(«'../../../../packages/main-db/src/index.js');\n`,
    'services/billing/src/plans/inline-type.ts': `export type Person = import(«'@acme/main-db').Client;\n`,
    'services/billing/src/plans/template.ts': `const name = 'main';\nexport const loadNamed = () => import(«\`@acme/\${name}-db\`);\n`,
    'services/billing/src/plans/lookup.test.ts': `vi.mock(«'@acme/main-db');\n`,
    'services/billing/src/plans/jsdoc.js': `/** @type {import(«'../../../../packages/main-db/client/index.js').PrismaClient} */\nexport let people;\n`,
    'services/billing/src/plans/through-a-chain.ts': `import { greet } from «'../../../api/src/people/greeting.js';\n`,
    'services/api/src/reports/revenue.ts': `import { client as ledger } from «'@acme/billing-db';\n`,
    'services/worker/src/jobs/revenue.ts': `import { PrismaClient } from «'~billing-client';\n`,
    'apps/web/src/pages/revenue.tsx': `import type { Prisma } from «'../../../../packages/billing-db/client/index';\n`,
  }),
  ...of('prisma-commands-pinned', {
    'packages/jobs/package.json': `{\n  "name": "@acme/jobs",\n  "scripts": {\n    "deploy": "«prisma migrate deploy"\n  }\n}\n`,
    'packages/jobs/Dockerfile': `FROM node:24-slim\nRUN npm ci \\\n  && npx «prisma generate\n`,
    '.github/workflows/nightly.yml': `name: Nightly
on: { schedule: [{ cron: '0 3 * * *' }] }
jobs:
  nightly:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - name: bring the database up to date
        run: |
          npm ci
          npx «prisma migrate deploy --schema ${billing}/billing.prisma
`,
    'scripts/seed.sh': `#!/bin/sh\nset -e\nNODE_ENV=test npx «prisma db seed --schema ${main}\n`,
    'docs/first-steps.md': `# First steps\n\nThen fill the tables:\n\n\`\`\`sh\n$ npm ci\n$ npx «prisma db push\n\`\`\`\n`,
    'services/api/src/tools/reset.ts': `import { execSync } from 'node:child_process';\n\nexport const reset = () => execSync('npx «prisma migrate reset --force', { stdio: 'inherit' });\n`,
    Makefile: `.PHONY: studio\nstudio:\n\t@npx «prisma studio\n`,
    'scripts/wrong-target.sh': `#!/bin/sh\nnpx prisma generate --config «packages/absent/absent.config.ts\n`,
    'scripts/two-minds.sh': `#!/bin/sh\nnpx prisma migrate status --config «${main}/main.config.ts --schema ${billing}/billing.prisma\n`,
    'scripts/in-a-variable.sh': `#!/bin/sh\nnpx «prisma migrate deploy $1\n`,
    'prisma.config.ts': `«export default { schema: '${main}', datasource: { url: process.env.DATABASE_URL } };\n`,
  }),
  ...of('no-card-data', {
    'services/api/src/checkout/body.ts': `export const checkoutBody = z.object({\n  amount: z.number(),\n  «cvv: z.string(),\n});\n`,
    'apps/web/src/checkout/form.tsx': `export interface CheckoutForm {\n  amount: number;\n  «cardNumber: string;\n}\n`,
    'services/api/src/checkout/card.ts': `export interface PaymentCard {\n  brand: string;\n  «pan: string;\n}\n`,
    'services/worker/src/checkout/log.ts': `export function note(cardNumber: string) {\n  logger.info({ «cardNumber }, 'charged');\n}\n`,
    'services/billing/src/payments/fixture.ts': (random) => `export const known = '«${cardNumber(random)}';\n`,
    [`${main}/wallet.prisma`]: `model Wallet {\n  id      String @id\n  «cvc     String\n  balance Int\n\n  @@map("wallets")\n}\n`,
    [`${billing}/migrations/20260301000000_cards/migration.sql`]: `ALTER TABLE subscriptions\n  ADD COLUMN «card_number VARCHAR(19) NULL;\n`,
    'docs/openapi.yaml': `openapi: 3.1.0
info: { title: Acme, version: 1.0.0 }
paths: {}
components:
  schemas:
    PaymentMethod:
      type: object
      properties:
        brand: { type: string }
        «cvc: { type: string }
`,
    'services/api/schema.graphql': `input CardInput {\n  holder: String!\n  «cardNumber: String!\n}\n`,
  }),
  ...of('databases-stay-apart', {
    [`${billing}/migrations/20260302000000_names/migration.sql`]: `UPDATE invoices i\nJOIN «main.users u ON u.id = i.customer_id\nSET i.month = '2026-03';\n`,
    [`${main}/migrations/20260303000000_totals/migration.sql`]: `CREATE VIEW totals AS\nSELECT customer_id, SUM(total) FROM «invoices GROUP BY customer_id;\n`,
    'services/api/src/reports/unpaid.ts': `import { client } from '@acme/main-db';\n\nexport const unpaid = () => client.$queryRaw\`SELECT id FROM «billing.invoices WHERE paid_at IS NULL\`;\n`,
    'services/billing/src/reports/names.ts': `import { client } from '@acme/billing-db';\n\nexport const names = () => client.$queryRawUnsafe('SELECT email FROM «users');\n`,
  }),
  ...of('secrets-stay-out', {
    'services/billing/src/stripe/client.ts': (random) =>
      `export const stripe = new Stripe('«${['sk', 'live', random.characters(lettersAndDigits, 99)].join('_')}');\n`,
    'services/billing/values.yaml': (random) =>
      `stripe:\n  key: «${['rk', 'live', random.characters(lettersAndDigits, 99)].join('_')}\n`,
    'services/billing/.env': (random) =>
      `PORT=4242\nSTRIPE_WEBHOOK_SECRET=«${['whsec', random.characters(lettersAndDigits, 32)].join('_')}\n`,
    'compose.production.yaml': (random) =>
      `services:\n  api:\n    image: acme/api\n    environment:\n      DATABASE_URL: mysql://app:«${random.characters(lettersAndDigits, 20)}@db.prod.acme.io:3306/app\n`,
    'services/worker/src/storage/upload.ts': (random) =>
      `export const storage = new S3Client({ credentials: { accessKeyId: '«${['AK', 'IA', random.characters(capitalsAndDigits, 16)].join('')}' } });\n`,
  }),
  ...of('files-readable', {
    'apps/web/src/assets/font.ts': '«\0\0binary\0\0',
  }),
  ...of('exemptions-current', { 'bulkhead.config.json': configurationWithStaleWaiver() }),
];

/** What plants need around them, and is no breach itself. */
export const plantSurroundings: Readonly<Record<string, string>> = {
  ...frame,
  'services/api/src/people/greeting.ts': `import { nameOf } from './name.js';\n\nexport const greet = async (id: string) => \`Hello \${await nameOf(id)}\`;\n`,
  'services/api/src/people/name.ts': `import { client } from '@acme/main-db';\n\nexport const nameOf = async (id: string) => (await client.user.findUnique({ where: { id } })).email;\n`,
};

function of(rule: string, texts: Record<string, Plant['text']>): Plant[] {
  return Object.entries(texts).map(([path, text]) => ({ rule, path, text }));
}

function configurationWithStaleWaiver(): string {
  const stale = { rule: 'secrets-stay-out', path: 'services/gone/key.ts', reason: 'goes away', expires: '2026-01-31' };
  const text = JSON.stringify({ ...configuration, waivers: [...configuration.waivers, stale] }, null, 2);
  const at = text.lastIndexOf('{', text.indexOf(stale.path));
  return `${text.slice(0, at)}«${text.slice(at)}\n`;
}

/** A Visa number of 16 digits with its check digit, that no network has published for tests. */
function cardNumber(random: Random): string {
  const digits = `453201${random.characters('0123456789', 9)}`;
  const sum = [...digits].reduce((total, digit, index) => total + luhnValue(Number(digit), index % 2 === 0), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function luhnValue(digit: number, doubled: boolean): number {
  const value = doubled ? digit * 2 : digit;
  return value > 9 ? value - 9 : value;
}
