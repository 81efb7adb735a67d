/**
 * Programs that run another program which follows in the same command, and what stands before it. After its options, and
 * where it takes them, subcommands, `NAME=value` pairs and positional arguments, the rest is the command it runs.
 */
export interface Runner {
  /** Options that take the next word as their value. */
  valued?: readonly string[];
  /** The words that must follow the name for it to run something: `docker compose exec`. */
  subcommands?: readonly (readonly string[])[];
  /** How many arguments stand before the command: the container, the seconds. */
  positionals?: number;
  /** Whether the command begins only after `--`. */
  afterDashes?: boolean;
  /** Whether the command runs somewhere that the text does not name, such as a container. */
  elsewhere?: boolean;
}

const dotenv: Runner = { valued: ['-e', '-v', '-p'] };
const container: Runner = {
  valued: [
    ...['-e', '--env', '-u', '--user', '-w', '--workdir', '-v', '--volume', '--env-file', '--network', '--name'],
    ...[
      '-f',
      '--file',
      '-p',
      '--project-name',
      '--profile',
      '--platform',
      '--mount',
      '--publish',
      '--index',
      '-l',
      '--entrypoint',
    ],
  ],
  subcommands: [
    ['compose', 'exec'],
    ['compose', 'run'],
    ['exec'],
    ['run'],
    ['container', 'exec'],
    ['container', 'run'],
  ],
  positionals: 1,
  elsewhere: true,
};

export const runners: ReadonlyMap<string, Runner> = new Map<string, Runner>([
  ['env', { valued: ['-u', '--unset', '-C', '--chdir'] }],
  ['cross-env', {}],
  ['cross-env-shell', {}],
  ['sudo', { valued: ['-u', '-g', '-h', '-p', '-C', '-r', '-t', '--user', '--group'] }],
  ['doas', { valued: ['-u'] }],
  ['time', { valued: ['-f', '-o'] }],
  ['nice', { valued: ['-n'] }],
  ['nohup', {}],
  ['exec', { valued: ['-a'] }],
  ['command', {}],
  ['builtin', {}],
  ['timeout', { valued: ['-s', '-k', '--signal', '--kill-after'], positionals: 1 }],
  ['retry', { valued: ['-t', '-d', '--times', '--delay'] }],
  ['xargs', { valued: ['-n', '-I', '-P', '-L', '-d', '-a', '-s'] }],
  ['dotenv', dotenv],
  ['dotenv-cli', dotenv],
  ['dotenvx', { subcommands: [['run']], valued: ['-f', '-e', '--env-file', '--env', '-fk'] }],
  ['env-cmd', { valued: ['-f', '-e', '-r', '--file', '--environments', '--rc-file'] }],
  ['doppler', { subcommands: [['run']], afterDashes: true }],
  ['infisical', { subcommands: [['run']], afterDashes: true }],
  ['op', { subcommands: [['run']], afterDashes: true }],
  ['railway', { subcommands: [['run']], valued: ['-s', '-e', '--service', '--environment'] }],
  ['aws-vault', { subcommands: [['exec']], afterDashes: true }],
  ['chamber', { subcommands: [['exec']], afterDashes: true }],
  ['vercel', { subcommands: [['env', 'run']], afterDashes: true }],
  ['sst', { subcommands: [['shell']], valued: ['--stage', '--target'] }],
  ['corepack', {}],
  ['nx', { subcommands: [['exec']], afterDashes: true }],
  ['lerna', { subcommands: [['exec']], afterDashes: true, elsewhere: true }],
  ['tini', {}],
  ['dumb-init', {}],
  ['gosu', { positionals: 1 }],
  ['su-exec', { positionals: 1 }],
  ['dockerize', { valued: ['-wait', '-timeout', '-wait-retry-interval', '-template', '-stdout', '-stderr'] }],
  ...['wait-for', 'wait-for.sh', 'wait-for-it', 'wait-for-it.sh'].map((name): [string, Runner] => [
    name,
    { afterDashes: true },
  ]),
  ['kubectl', { subcommands: [['exec'], ['run']], afterDashes: true, elsewhere: true }],
  ['heroku', { subcommands: [['run'], ['run:detached']], valued: ['-a', '--app', '-s', '--size'], elsewhere: true }],
  ['docker', container],
  ['podman', container],
  ['docker-compose', { ...container, subcommands: [['exec'], ['run']] }],
]);

/** Programs whose option holds a whole command line. */
export const shellOptions: ReadonlyMap<string, RegExp> = new Map([
  ...['sh', 'bash', 'zsh', 'dash', 'ash'].map((name): [string, RegExp] => [name, /^-[a-z]*c$/]),
  ['su', /^(?:-c|--command)$/],
  ['nodemon', /^(?:-x|--exec)$/],
  ['chokidar', /^(?:-c|--command)$/],
  ['fly', /^(?:-C|--command)$/],
  ['flyctl', /^(?:-C|--command)$/],
]);

/** Programs of which every argument is a command line: `concurrently "tsc -w" "prisma studio"`. */
export const shellArguments: ReadonlySet<string> = new Set([
  'concurrently',
  'eval',
  'ssh',
  'trap',
  'parallel',
  'start-server-and-test',
]);
