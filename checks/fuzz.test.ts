import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foundIn } from './testing/all-rules.ts';

const seed = Number(process.env['SEED'] ?? 1);

/** Texts as people write them, with something for each rule to look at. */
const written: Record<string, string> = {
  'billing/pay.ts': `import { PrismaClient as Main, type Prisma } from '../prisma/main/client/client.ts';
export * from './ledger.js';
const load = async (name: string) => import(\`./providers/\${name}.ts\`);
const cards = await prisma.$queryRaw<Row[]>\`SELECT c.id FROM main.customers c WHERE c.id = \${id}\`;
interface Card { number: string; cvc?: string; expires: [number, number] }
const shape = z.object({ card: z.object({ pan: z.string().regex(/^\\d+$/) }) }).strict();
logger.info({ card }, 'paid ' + card.number);
execSync(\`npx prisma migrate deploy --schema \${schema}\`, { cwd: 'prisma' });
/** @type {import('@prisma/client').User} */
const retentionDays = 90 * 24; // keep { this
vi.mock('@prisma/client', () => ({ default: class<T> extends Base<T> { #x = <T,>(a: T) => a; } }));
`,
  'web/form.jsx': `const { a } = require('@prisma/client');
export const Form = ({ card, ...rest }) => <form {...rest}>{card && <input name="cvc" value={card.cvc} />}</form>;
`,
  'package.json': `{ "name": "app", "imports": { "#x": { "node": "./x.ts" } }, "exports": { ".": "./a.js", "./*": "./b/*.js" },
  "scripts": { "db": "dotenv -e .env -- prisma migrate deploy", "seed": "npm run db -- --schema x && cd a; prisma generate" },
  "prisma": { "seed": "tsx seed.ts", "schema": "prisma/main/schema.prisma" } }
`,
  'tsconfig.json': `{ // paths
  "extends": "./tsconfig.base.json", "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["./*"], "#m": ["prisma/main/client"] } }, }
`,
  'openapi.yaml': `openapi: 3.1.0
components:
  schemas:
    Card: &card
      type: object
      properties: { number: { type: string }, "cvc": { type: [string, 'null'] } }
    Other: { <<: *card, description: >- 
      folded text }
`,
  '.github/workflows/ci.yml': `on: push
jobs:
  a:
    env: { SCHEMA: prisma/main/schema.prisma }
    steps:
      - run: |
          if [ -f x ]; then npx prisma generate; fi
          pnpm --filter db exec prisma migrate deploy --schema "$SCHEMA"
      - { run: 'prisma db push', working-directory: prisma }
`,
  Dockerfile: `FROM node:24 AS build
ENV SCHEMA="prisma/main/schema.prisma"
RUN --mount=type=cache,target=/x npm ci \\
  # a comment
  && npx prisma generate --schema $SCHEMA
RUN <<EOF
prisma migrate deploy
EOF
CMD ["sh", "-c", "prisma migrate deploy && node a.js"]
`,
  'deploy.sh': `#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")/.."
for s in billing main; do npx prisma migrate deploy --config "prisma/$s/prisma.config.ts"; done
case "$1" in up) prisma db push;; *) echo "no \${1:-x}" >&2; exit 1;; esac
cat <<'EOF' | bash
prisma generate
EOF
`,
  Makefile: `S = prisma/main/schema.prisma
db: ; npx prisma generate --schema $(S)
\t@npx prisma migrate deploy \\
\t\t--schema $(S)
`,
  'README.md': `# How

> 1. Run \`prisma generate\`, **or**:
>
>    \`\`\`sh
>    $ npx prisma migrate deploy
>    \`\`\`

| a | b |
|---|---|
| [x](y) | ![z](w "t") |

\`\`\`json
{ "scripts": { "a": "prisma db push" } }
\`\`\`
`,
  'runbooks/restore.md': `---
owner: billing
numbers: [policies/backup.ts#billing.retentionDays]
---
# Restore
Keep it for **90 days**; see | 6 hours | and 300 s.
`,
  'policies/backup.ts': `/** Kept. */
export const billing = { retentionDays: 90, everyHours: 6 } as const satisfies X;
export const limit = -(2 ** 10) * 1_000;
`,
  'prisma/billing/extra.prisma': `/// Cards
model Card {
  id     Int    @id @default(autoincrement()) // the key
  number String @map("card_number") @db.VarChar(19)
  cvc    String? /* gone */
  tags   String[] @default(["a", "b"])
  @@map("cards")
  @@index([number(ops: raw("x"))], name: "n")
}
`,
  'prisma/billing/migrations/1/migration.sql': `-- CreateTable
CREATE TABLE \`cards\` (\`id\` INT NOT NULL, \`card_number\` VARCHAR(19) DEFAULT 'it''s', PRIMARY KEY (\`id\`));
INSERT INTO "app"."people" SELECT * FROM [dbo].[x] AS y, (SELECT 1) z WHERE a = E'\\'' /* ; */;
CREATE FUNCTION f() RETURNS trigger AS $body$ BEGIN UPDATE people SET a = 1; END $body$ LANGUAGE plpgsql;
`,
  'schema.graphql': `"""Paid by card"""
type Card implements Node & Paid @key(fields: "id") { number(mask: Boolean = true): String! cvc: [String!] }
extend input Pay { card: CardInput = { number: "x" } }
query Q($a: Int) { card(id: $a) { ...F } }
`,
  '.env.example': `BILLING_DATABASE_URL="mysql://billing:secret@localhost:3306/billing" # comment
MAIN_DATABASE_URL=mysql://app:\${PASSWORD}@db/main
`,
};

interface Damage {
  /** Parts of the text's length. */
  from: number;
  length: number;
  to: number;
  kind: 'delete' | 'double' | 'move' | 'turn' | 'insert';
  sign: string;
}

const part = (max: number) => fc.double({ min: 0, max, noNaN: true });
const signs = ['\0', '\u{FEFF}', '\r', '\u{2028}', '\u{d800}', ...'"\'`{}[]()<>/\\*$#|&;:,-=!@%\n\t'];
const damages: fc.Arbitrary<Damage[]> = fc.array(
  fc.record({
    from: part(1),
    length: part(0.2),
    to: part(1),
    kind: fc.constantFrom('delete', 'double', 'move', 'turn', 'insert'),
    sign: fc.oneof(fc.constantFrom(...signs), fc.string()),
  }),
  { minLength: 1, maxLength: 6 },
);

/** A text after slices of it were taken out, doubled, moved or turned round, and signs put in, one after another. */
function damaged(text: string, list: readonly Damage[]): string {
  return list.reduce((given, { from, length, to, kind, sign }) => {
    const start = Math.floor(from * given.length);
    const end = Math.min(given.length, start + Math.ceil(length * given.length));
    const [before, slice, after] = [given.slice(0, start), given.slice(start, end), given.slice(end)];
    const at = Math.floor(to * given.length);
    switch (kind) {
      case 'delete':
        return before + after;
      case 'double':
        return before + slice + slice + after;
      case 'move':
        return (before + after).slice(0, at) + slice + (before + after).slice(at);
      case 'turn':
        return before + [...slice].reverse().join('') + after;
      case 'insert':
        return given.slice(0, at) + sign + given.slice(at);
    }
  }, text);
}

describe('damaged text is read or refused in a moment, and every place is inside of it', () => {
  test.each(Object.keys(written))('%s', (path) => {
    fc.assert(
      fc.property(damages, (list) => {
        const text = damaged(written[path]!, list);
        const findings = foundIn({ [path]: text }).filter(({ file }) => file === path);
        const columnsMax = text.split('\n').map((line) => line.length + 1);
        for (const { line, column, endLine, endColumn } of findings) {
          expect(columnsMax[line - 1]).toBeGreaterThanOrEqual(column);
          expect(columnsMax[endLine - 1]).toBeGreaterThanOrEqual(endColumn);
          expect(endLine > line || (endLine === line && endColumn >= column)).toBe(true);
        }
      }),
      { seed, numRuns: 150 },
    );
  });
});

test('a repository of damaged files is no crash', () => {
  fc.assert(
    fc.property(damages, (list) => {
      foundIn(Object.fromEntries(Object.entries(written).map(([path, text]) => [path, damaged(text, list)])));
    }),
    { seed, numRuns: 50 },
  );
});
