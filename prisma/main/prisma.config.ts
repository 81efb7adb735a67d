import { defineConfig } from 'prisma/config';

// The URL is the migrator's. It is read from the environment only where a command needs it, so that
// generate, validate and format run on a machine that knows no database.
export default defineConfig({
  schema: './schema.prisma',
  migrations: { path: './migrations' },
  // Prisma's own engine knows only the mysql: scheme; the rest of Bulkhead takes either.
  datasource: { url: (process.env.MAIN_MIGRATOR_URL ?? '').replace(/^mariadb:/, 'mysql:') },
});
