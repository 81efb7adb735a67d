import { databasePackages } from './database-packages.ts';
import { jsonText, packageJson } from './json-text.ts';
import { configOf, schemaOf } from './layout.ts';

const command = (name: 'billing' | 'main', words: string) =>
  `prisma ${words} --config ${configOf[name]} --schema ${schemaOf[name]}`;

/**
 * The parts of the generated monorepo that are there at every size: workspaces, aliases, two Prisma clients of both
 * generators, pinned commands wherever commands are written, migrations, documents. Nothing in them breaks a rule.
 */
export const frame: Readonly<Record<string, string>> = {
  ...databasePackages,
  'package.json': packageJson('acme', {
    workspaces: ['packages/*', 'services/*', 'apps/*'],
    scripts: {
      'db:billing:generate': command('billing', 'generate'),
      'db:billing:deploy': command('billing', 'migrate deploy'),
      'db:main:generate': command('main', 'generate'),
      'db:main:deploy': command('main', 'migrate deploy'),
      version: 'prisma --version',
      postinstall: 'echo "run prisma generate yourself" && npm run db:billing:generate && npm run db:main:generate',
    },
    dependencies: { '@prisma/client': '7.10.0' },
    devDependencies: { prisma: '7.10.0', typescript: '6.0.3' },
  }),
  '.gitignore': 'node_modules/\ndist/\n',
  'tsconfig.base.json': jsonText({
    compilerOptions: {
      target: 'es2024',
      module: 'esnext',
      moduleResolution: 'bundler',
      jsx: 'preserve',
      strict: true,
      paths: {
        '@acme/*/client': ['./packages/*/client'],
        '@acme/*': ['./packages/*/src/index.ts'],
        '~billing-client': ['./packages/billing-db/client/index.ts'],
      },
    },
  }),
  'tsconfig.json': jsonText({ extends: './tsconfig.base.json', include: ['packages', 'services', 'apps'] }),
  'packages/testkit/package.json': packageJson('@acme/testkit', { exports: './src/index.ts' }),
  'packages/testkit/src/index.ts': `export { client as billing } from '@acme/billing-db';
export { client as main } from '@acme/main-db';
`,
  'packages/core/package.json': packageJson('@acme/core', { exports: './src/index.ts' }),
  'packages/interface/package.json': packageJson('@acme/interface', { exports: './src/index.ts' }),
  'packages/core/src/index.ts': 'export const release = "2026.11";\n',
  'packages/interface/src/index.ts': 'export const theme = { spacing: 8, radius: 4 };\n',
  'packages/api-types/package.json': packageJson('@acme/api-types', { exports: './src/generated/index.ts' }),
  'packages/api-types/src/generated/index.ts':
    'export interface PaymentMethodInput { cardNumber: string; cvc: string }\n',
  'services/billing/package.json': packageJson('@acme/billing', { imports: { '#config': './src/config.ts' } }),
  'services/billing/src/config.ts': 'export const retries = 3;\n',
  'services/api/package.json': packageJson('@acme/api'),
  'services/api/Dockerfile': `FROM node:24-slim
WORKDIR /app
COPY . .
RUN npm ci && npx ${command('main', 'generate')}
# RUN npx prisma migrate deploy
CMD ["node", "dist/main.js"]
`,
  'services/worker/package.json': packageJson('@acme/worker'),
  'apps/web/package.json': packageJson('@acme/web'),
  'apps/web/src/legacy-checkout.ts': 'export interface LegacyCheckout {\n  cardNumber: string;\n  amount: number;\n}\n',
  '.github/workflows/deploy.yml': `name: Deploy
on: { push: { branches: [main] } }
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - name: prisma migrate deploy
        run: |
          echo "prisma migrate deploy runs next"
          npx ${command('billing', 'migrate deploy')}
          npm run db:main:deploy
`,
  'docs/databases.md': `# Databases

Each has its own client. We never run prisma migrate deploy by hand.

\`\`\`sh
npx ${command('main', 'migrate status')}
\`\`\`

\`\`\`mermaid
graph LR
  ci --> migrate[prisma migrate deploy]
\`\`\`
`,
  'scripts/reset-local.sh': `#!/usr/bin/env bash
set -euo pipefail
# prisma migrate reset drops everything
grep -rn "prisma db push" docs || true
npx ${command('main', 'migrate reset')} --force
`,
  '.env.example': `BILLING_DATABASE_URL=mysql://billing:billing@localhost:3306/billing
MAIN_DATABASE_URL=mysql://main:main@localhost:3306/main
STRIPE_SECRET_KEY=sk_test_replace_me
`,
};
