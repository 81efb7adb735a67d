/** The two classes of data. Everything that differs between the databases is decided by the class. */
export const databaseClasses = ['billing', 'main'] as const;
export type DatabaseClass = (typeof databaseClasses)[number];

/**
 * Who may log in to a database. One user a role, each for one database only; their rights are written in
 * prisma/<class>/grants.sql, and the user's name is `<class>_<role>`.
 */
export const databaseRoles = ['app', 'migrator', 'backup', 'restore'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

/** What each database is to the business, and which tables are its own. */
export const databases = {
  billing: {
    priority: 'CRITICAL',
    ownedTables: [
      'database_identity',
      'billing_webhooks',
      'billing_customers',
      'billing_subscriptions',
      'billing_invoices',
    ],
  },
  main: {
    priority: 'HIGH',
    ownedTables: ['database_identity', 'customers', 'gauges', 'quotes'],
  },
} as const satisfies Record<DatabaseClass, { priority: string; ownedTables: readonly string[] }>;

/**
 * Tables that every database has of its own, under the same name in each: the row that says which database it is, and
 * Prisma's bookkeeping of migrations. Two schemas that both hold them share nothing.
 */
export const tablesOfEachDatabase = ['database_identity', '_prisma_migrations'] as const;

/** The engine both databases run on; the local one must be the same series, so that tests mean something. */
export const engine = { name: 'mariadb', series: '10.11' } as const;
