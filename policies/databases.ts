/** The two classes of data. Everything that differs between the databases is decided by the class. */
export const databaseClasses = ['billing', 'main'] as const;
export type DatabaseClass = (typeof databaseClasses)[number];

/**
 * Who may log in to a database. One user a role, each for one database only; their rights are written in
 * prisma/<class>/grants.sql, and the user's name is `<class>_<role>`. Only billing holds what erasure and retention
 * remove, so main has no `privacy`: a user without a purpose is a hole.
 */
export const databaseRoles = {
  billing: ['app', 'migrator', 'backup', 'restore', 'privacy'],
  main: ['app', 'migrator', 'backup', 'restore'],
} as const satisfies Record<DatabaseClass, readonly string[]>;
export type DatabaseRole<Class extends DatabaseClass = DatabaseClass> = (typeof databaseRoles)[Class][number];

/** One URL for each user of each database. */
export type DatabaseUrls = { readonly [Class in DatabaseClass]: Readonly<Record<DatabaseRole<Class>, string>> };

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
      'billing_erasures',
      'billing_access_log',
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
