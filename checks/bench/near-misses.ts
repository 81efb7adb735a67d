/**
 * What honest repositories hold and checkers trip over: texts that name prisma, cards, keys and tables without breaking
 * a rule. Every generated monorepo is full of them, and a finding in one is a false alarm.
 */

/** Sections that may stand in any module, whoever owns it. */
export const nearMissesAnywhere: readonly string[] = [
  `// Run \`npx prisma migrate deploy\` from the release job, never from here: it needs the migrator's URL.
// import { PrismaClient } from '@prisma/client';
`,
  `export function explainMissingClient(error: Error): string {
  if (!error.message.includes('did not initialize yet')) return error.message;
  console.error('The generated client is missing. Run "prisma generate" and start again.');
  return 'prisma generate has not run';
}
`,
  `/** What we keep of a card: what Stripe says may be shown. */
export interface SavedCard {
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
  fingerprint: string;
  cardholderName: string | null;
  cvcCheck: 'pass' | 'fail' | 'unavailable' | 'unchecked' | null;
}
`,
  `export interface GiftCard {
  number: string;
  balance: number;
  loyaltyCardNumber?: string;
}
`,
  `export const hand = { cardCount: 5, cards: ['7♠', 'K♥'], discardPile: [] as string[] };
export interface CardProps { title: string; elevated?: boolean; onPan?: (distance: number) => void }
`,
  `export const examples = {
  testCard: '4242424242424242',
  testKey: 'sk_test_${'x'.repeat(24)}',
  signingSecret: 'whsec_your_secret_here',
  localDatabase: 'postgres://postgres:postgres@localhost:5432/app',
  documentedKey: 'AKIAIOSFODNN7EXAMPLE',
  at: 1_767_225_600_000,
  opacity: 0.4000056655665556,
  requestId: '7f9c2ba4-e88f-4827-a3b1-4000056655665556',
};
`,
  `export async function currentCommit(execute: (command: string) => Promise<string>): Promise<string> {
  const commit = await execute('git rev-parse HEAD');
  return commit.trim();
}
`,
  `export const supportTopics = [
  { topic: 'billing.invoices', question: 'Where do I find my invoices?' },
  { topic: 'billing.payment', question: 'Select another card from the billing page, then update the payment method.' },
];
export interface PaymentCounters { payments: number; phone: { number: string }; contentId: { cid: string } }
`,
  `export async function loadLocale(language: string): Promise<Record<string, string>> {
  const loaded = (await import(\`./locales/\${language}.json\`)) as { default: Record<string, string> };
  return loaded.default;
}
`,
];

/** What code of a database does with its own client, and rightly. */
export function ownClientImports(database: string, depth: string): readonly string[] {
  return [
    `import { client } from '@acme/${database}-db';`,
    `import type { Client } from '@acme/${database}-db';`,
    `import { client as database } from '${depth}packages/${database}-db/src/index.js';`,
    `import { PrismaClientKnownRequestError } from '@prisma/client/runtime/library';\nimport { client } from '@acme/${database}-db';`,
    `import { PrismaMariaDb } from '@prisma/adapter-mariadb';\nimport { client } from '@acme/${database}-db';`,
    `import { Prisma } from '@acme/${database}-db/client';`,
  ];
}

/** Raw SQL over tables that the database owns; `billing` here is an alias, as people write it. */
export const ownQueries: Readonly<Record<string, readonly string[]>> = {
  billing: [
    `export async function openInvoices(customerId: string) {
  return client.$queryRaw\`SELECT id, total FROM invoices WHERE customer_id = \${customerId} AND paid_at IS NULL\`;
}
`,
    `export async function monthlyTotals() {
  return client.$queryRaw\`SELECT i.month, SUM(i.total) FROM invoices i JOIN subscriptions s ON s.id = i.subscription_id GROUP BY i.month\`;
}
`,
  ],
  main: [
    `export async function usersOf(teamId: string) {
  return client.$queryRaw\`SELECT u.id, u.email FROM users u JOIN teams t ON t.id = u.team_id WHERE t.id = \${teamId}\`;
}
`,
    `export async function addresses() {
  return client.$queryRaw\`SELECT billing.city, billing.zip FROM addresses AS billing WHERE billing.kind = 'invoice'\`;
}
`,
  ],
};
