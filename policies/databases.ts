/** The two classes of data. Everything that differs between the databases is decided by the class. */
export const databaseClasses = ['billing', 'main'] as const;
export type DatabaseClass = (typeof databaseClasses)[number];

/**
 * Who may log in to a database. One user for each role, each for one database only; their rights are written in
 * prisma/<class>/grants.sql, and the user's name is `<class>_<role>`. Only billing holds what erasure and retention
 * remove, so main has no `privacy`: a user without a purpose is a hole.
 */
export const databaseRoles = {
  billing: ['app', 'migrator', 'backup', 'restore', 'privacy'],
  main: ['app', 'migrator', 'backup', 'restore'],
} as const satisfies Record<DatabaseClass, readonly string[]>;
export type DatabaseRole<Class extends DatabaseClass = DatabaseClass> = (typeof databaseRoles)[Class][number];

/** Users that servers and RDS have of their own, and the local root: no program of ours logs in as one of them. */
export const serverUsers = [
  ...['root', 'mariadb.sys', 'mysql.sys', 'mysql.session', 'mysql.infoschema'],
  ...['rdsadmin', 'rdsrepladmin', 'rds_superuser_role', 'PUBLIC'],
] as const;

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
      'billing_products',
      'billing_erasures',
      'billing_erasure_requests',
      'billing_access_log',
      'billing_object_reads',
      'billing_watermarks',
      'billing_apps',
      'billing_app_keys',
      'billing_idempotency_keys',
      'billing_outbox',
      'billing_changes',
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

/** An engine that a database may run on. */
export interface Engine {
  /** As RDS names it. */
  name: 'mariadb' | 'mysql' | 'aurora-mysql';
  /** Major and minor version; RDS takes the patches by itself. */
  series: string;
  /** The last day of RDS's standard support; after it RDS charges for extended support, or upgrades unasked. */
  supportedUntil: string;
  /** Whether RDS goes on after that day for a price, unless it is told not to; for MariaDB it does not. */
  hasPaidSupport: boolean;
  /** RDS's name for parameters of this series. */
  parameterGroupFamily: string;
}

/**
 * Ends of support: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MariaDB.Concepts.VersionMgmt.html, the same for
 * MySQL, and https://docs.aws.amazon.com/AmazonRDS/latest/AuroraMySQLReleaseNotes/AuroraMySQL.release-calendars.html
 */
export const engines = {
  mariadb: {
    name: 'mariadb',
    series: '10.11',
    supportedUntil: '2028-02-29',
    hasPaidSupport: false,
    parameterGroupFamily: 'mariadb10.11',
  },
  mysql: {
    name: 'mysql',
    series: '8.4',
    supportedUntil: '2029-07-31',
    hasPaidSupport: true,
    parameterGroupFamily: 'mysql8.4',
  },
  'aurora-mysql': {
    name: 'aurora-mysql',
    series: '8.0',
    supportedUntil: '2028-04-30',
    hasPaidSupport: true,
    parameterGroupFamily: 'aurora-mysql8.0',
  },
} as const satisfies Record<string, Engine>;
export type EngineName = keyof typeof engines;

/** The logs of each engine that leave the server: a log on a disk that is lost, or full, tells nobody anything. */
export const exportedLogs = {
  mariadb: ['audit', 'error', 'slowquery'],
  mysql: ['audit', 'error', 'slowquery'],
  'aurora-mysql': ['audit', 'error', 'slowquery'],
} as const satisfies Record<EngineName, readonly string[]>;

/** Servers of an Aurora cluster: with one alone there is nothing to fail over to when its zone is lost. */
export const clusterInstancesMin = 2;

/** The engine both databases run on unless a stack says otherwise; the local one is the same series, so that tests mean something. */
export const engine = engines.mariadb;

/** Where every engine of ours listens. */
export const databasePort = 3306;
