import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Failure } from '../../../failure.ts';
import { type Credentials, makeCredentials, readCredentials } from './credentials.ts';
import { preparationFingerprint, prepareDatabases } from './databases.ts';
import { dataPath, temporaryPath } from './directory.ts';
import { fixForOutput } from './file-system-failure.ts';
import type { MariadbPrograms } from './programs.ts';
import { endServers, findServer, type RunningServer } from './running.ts';
import { defaultSettings, startServer, waitUntilReady } from './server.ts';

/** Holds the fingerprint of what was prepared. A directory without it is an unfinished one, and is built afresh. */
const marker = 'prepared';

/**
 * Makes the directory serve both databases and returns its server: adopts the one that runs, starts the one that
 * does not, or builds everything. The caller holds the set-up lock, so whoever left things half done is dead.
 */
export async function serve(
  directory: string,
  programs: MariadbPrograms,
  settings: Record<string, string>,
  report: (line: string) => void,
): Promise<{ server: RunningServer; credentials: Credentials }> {
  const prepared = existsSync(join(directory, marker)) ? readFileSync(join(directory, marker), 'utf8') : undefined;
  const kept = readCredentials(directory);
  const complete = prepared !== undefined && kept !== undefined && existsSync(dataPath(directory));
  const credentials = complete ? kept : await clear(directory);
  // Not the system's: a server that starts removes the temporary tables of every other server that uses its folder.
  mkdirSync(temporaryPath(directory), { recursive: true });
  const server = complete
    ? ((await adopt(directory, credentials)) ?? (await startServer(directory, programs, settings, credentials.root)))
    : await installAndStart(directory, programs, settings, credentials);

  const fingerprint = preparationFingerprint();
  if (prepared !== fingerprint) {
    await prepareDatabases(directory, server.port, credentials, report);
    const draft = join(directory, `${marker}.new`);
    writeFileSync(draft, fingerprint);
    renameSync(draft, join(directory, marker));
  }
  return { server, credentials };
}

/** A server that a run left behind, or that another run uses; undefined where there is none that knows our password. */
async function adopt(directory: string, credentials: Credentials): Promise<RunningServer | undefined> {
  const server = findServer(directory);
  if (server === undefined) return undefined;
  try {
    const ended = () => (findServer(directory)?.processId === server.processId ? undefined : 'it has ended');
    await waitUntilReady(directory, server.port, credentials.root, ended);
    return server;
  } catch {
    await endServers(directory, 'SIGKILL');
    return undefined;
  }
}

/** Removes what an unfinished build left, and makes new passwords. */
async function clear(directory: string): Promise<Credentials> {
  await endServers(directory, 'SIGKILL');
  for (const name of readdirSync(directory)) {
    if (name === 'data' || name === marker || name.startsWith('install-')) {
      rmSync(join(directory, name), { recursive: true, force: true });
    }
  }
  return makeCredentials(directory);
}

async function installAndStart(
  directory: string,
  programs: MariadbPrograms,
  settings: Record<string, string>,
  credentials: Credentials,
): Promise<RunningServer> {
  // A name of its own: what is left of a killed installer can then never write into the data of the next one.
  const draft = mkdtempSync(join(directory, 'install-'));
  await install(programs, directory, draft, { ...defaultSettings, ...settings });
  renameSync(draft, dataPath(directory));

  // Run by the server before it listens, so that root never has an empty password while others can connect.
  const initFile = join(directory, 'secure-root.sql');
  const statements = [
    `DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost')`,
    `FLUSH PRIVILEGES`,
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${credentials.root}'`,
    `CREATE USER 'root'@'127.0.0.1' IDENTIFIED BY '${credentials.root}'`,
    `GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION`,
  ];
  writeFileSync(initFile, statements.map((statement) => `${statement};\n`).join(''), { mode: 0o600 });
  try {
    return await startServer(directory, programs, settings, credentials.root, initFile);
  } finally {
    rmSync(initFile, { force: true });
  }
}

async function install(
  programs: MariadbPrograms,
  directory: string,
  dataDirectory: string,
  settings: Record<string, string>,
): Promise<void> {
  const child = spawn(
    programs.installer,
    [
      '--no-defaults',
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
      `--datadir=${dataDirectory}`,
      `--tmpdir=${temporaryPath(directory)}`,
      ...(process.getuid?.() === 0 ? ['--user=root'] : []),
      ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
    ],
    { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  if (code === 0) return;
  rmSync(dataDirectory, { recursive: true, force: true });
  // What follows its errors is advice for another situation.
  const lines = `${errors}\n${output}`.split('\n');
  const telling = lines.filter((line) => /error/i.test(line)).slice(0, 6);
  const quoted = (telling.length > 0 ? telling : lines.slice(-6)).map((line) => `  ${line}`).join('\n');
  throw new Failure(`mariadb-install-db could not make ${dataDirectory}:\n${quoted}`, {
    fix: fixForOutput(quoted, 'mend what it names, and run it again'),
  });
}
