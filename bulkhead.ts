import { Command, CommanderError } from 'commander';
import packageJson from './package.json' with { type: 'json' };
import { exitCode, Failure } from './failure.ts';

/** Every command: its name is its file's name, and its module is loaded only when it is called. */
const commands: Record<string, { summary: string; load: () => Promise<{ command: Command }> }> = {
  serve: {
    summary: 'receive Stripe’s webhooks, make each durable once',
    load: () => import('./service/serve.ts'),
  },
  migrate: {
    summary: 'bring a database to the newest schema',
    load: () => import('./service/database/migrate.ts'),
  },
  'local-stripe': {
    summary: 'run a stand-in for Stripe on this machine',
    load: () => import('./service/stripe/local-stripe.ts'),
  },
  demo: {
    summary: 'play a year of a small SaaS, compare the books',
    load: () => import('./service/demo/demo.ts'),
  },
  setup: {
    summary: 'install what this machine lacks: MariaDB',
    load: () => import('./service/database/setup.ts'),
  },
};

async function main(argv: string[]): Promise<number> {
  const program = new Command('bulkhead')
    .description('Billing behind a wall: its own database, client, credentials, backups and runbooks.')
    .configureHelp({ showGlobalOptions: false })
    .version(packageJson.version)
    .helpCommand(false)
    .showHelpAfterError('Run it with --help to see what there is.')
    .exitOverride();
  const called = argv.find((word) => !word.startsWith('-'));
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = name === called ? (await load()).command : new Command();
    program.addCommand(command.name(name).summary(summary).copyInheritedSettings(program));
  }
  if (called === undefined && argv.length === 0) {
    program.outputHelp();
    return exitCode.wrongUse;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : exitCode.done;
  } catch (error) {
    // Commander has printed its own message by now; its exit codes for wrong use are all 1.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.wrongUse;
    if (error instanceof Failure) {
      process.stderr.write(`bulkhead: ${error.message}\n  fix: ${error.fix}\n`);
      return error.exitCode;
    }
    throw error;
  }
}

process.exitCode = await main(process.argv.slice(2));
