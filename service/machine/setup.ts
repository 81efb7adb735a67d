import { Command } from 'commander';
import { databasePort } from '../../policies/databases.ts';
import { ensureChromium } from './chromium.ts';
import { ensureMariadb } from './mariadb.ts';

export const command = new Command()
  .description(
    'Installs what this machine lacks of MariaDB’s server and client programs, and of Chromium, in which the tests look\n' +
      `at the evidence site. It starts nothing: no server of the whole system, no port ${databasePort}. The local databases\n` +
      'run privately, in .bulkhead/mariadb.',
  )
  .action(async () => {
    const say = (line: string) => process.stdout.write(`${line}\n`);
    const { server, version } = await ensureMariadb(say);
    say(`MariaDB ${version} is ready: ${server}`);
    say(`Chromium is ready: ${await ensureChromium(say)}`);
  });
