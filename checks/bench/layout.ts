/** Where the databases of the generated monorepo are described. */
export const schemaOf = {
  billing: 'packages/billing-db/database/billing.prisma',
  main: 'packages/main-db/database',
};
export const configOf = {
  billing: 'packages/billing-db/database/billing.config.ts',
  main: 'packages/main-db/database/main.config.ts',
};

/** An end date that no run of the bench lives to see. */
const farDay = '2099-12-31';

export const configuration = {
  databases: {
    billing: {
      schema: schemaOf.billing,
      config: configOf.billing,
      code: ['packages/billing-db/**', 'services/billing/**'],
    },
    main: { schema: schemaOf.main, config: configOf.main, code: ['**'] },
  },
  bridges: [{ path: 'packages/testkit/src/index.ts', reason: 'starts both databases for tests', expires: farDay }],
  waivers: [
    {
      rule: 'no-card-data',
      path: 'apps/web/src/legacy-checkout.ts',
      match: 'cardNumber',
      reason: 'the old checkout form; its traffic ends with the spring release',
      expires: farDay,
    },
  ],
  ignore: ['**/generated/**'],
};

/** Folders of modules: who owns them, and how many of all modules they hold. */
export const workspaces: readonly { folder: string; share: number; client?: 'billing' | 'main'; suffix: string }[] = [
  { folder: 'services/billing', share: 0.14, client: 'billing', suffix: '.ts' },
  { folder: 'services/api', share: 0.22, client: 'main', suffix: '.ts' },
  { folder: 'services/worker', share: 0.12, client: 'main', suffix: '.ts' },
  { folder: 'apps/web', share: 0.3, suffix: '.tsx' },
  { folder: 'packages/core', share: 0.1, suffix: '.ts' },
  { folder: 'packages/interface', share: 0.1, suffix: '.tsx' },
  { folder: 'packages/api-types', share: 0.02, suffix: '.ts' },
];
