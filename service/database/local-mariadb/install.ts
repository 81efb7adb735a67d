import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { engine } from '../../../policies/databases.ts';
import { Failure } from '../../../failure.ts';
import { findProgram } from './programs.ts';

/**
 * -core holds the server's programs alone: mariadb-server would also start one for the whole system, on port 3306.
 * client-core has my_print_defaults, which mariadb-install-db calls; client has mariadb-dump.
 */
const debianPackages = ['mariadb-server-core', 'mariadb-client-core', 'mariadb-client'];
const homebrewFormula = `mariadb@${engine.series}`;

const installSecondsMax = 600;
const quotedLines = 8;
/** Another apt-get, such as the nightly upgrade, holds the package lists for a minute or so. */
const updateTries = 6;

/** What a person types to install MariaDB here. */
export function installCommand(): string {
  if (process.platform === 'darwin') return `brew install ${homebrewFormula}`;
  if (isDebian()) return `sudo apt-get update && sudo apt-get install -y ${debianPackages.join(' ')}`;
  return `install MariaDB ${engine.series} (server and client) with this system's package manager`;
}

/** Throws a Failure with the command to type where this user cannot install packages without being asked. */
export function requireRightToInstall(): void {
  if (hasHomebrew() || (isDebian() && rootPrefix() !== undefined)) return;
  throw new Failure('MariaDB is not installed, and this user cannot install it unasked', { fix: installCommand() });
}

/** Installs MariaDB's packages. Throws a Failure that quotes the package manager where it fails. */
export async function installMariadb(notice: (line: string) => void): Promise<void> {
  if (hasHomebrew()) {
    notice(`MariaDB is missing: installing it with Homebrew (${homebrewFormula})`);
    await run('brew', ['install', homebrewFormula]);
    return;
  }
  const asRoot = rootPrefix() ?? [];
  notice(
    `MariaDB is missing: installing ${debianPackages.join(', ')} with apt-get (no server of the system is started)`,
  );
  await updatePackageLists(asRoot);
  const options = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];
  await run(...aptGet(asRoot, ['install', ...options, ...debianPackages]));
}

/** apt-get waits for dpkg's lock when told to, but never for the lock of the package lists. */
async function updatePackageLists(asRoot: string[]): Promise<void> {
  for (let attempt = 1; attempt <= updateTries; attempt += 1) {
    try {
      await run(...aptGet(asRoot, ['update']));
      return;
    } catch (error) {
      const locked = error instanceof Failure && error.message.includes('Could not get lock');
      // Old lists may do: if they do not, the install says what is wrong.
      if (!locked) return;
      await sleep(10_000);
    }
  }
}

function aptGet(asRoot: string[], words: string[]): [string, string[]] {
  const [program = 'env', ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...words];
  return [program, rest];
}

function hasHomebrew(): boolean {
  return process.platform === 'darwin' && findProgram('brew') !== undefined;
}

function isDebian(): boolean {
  return process.platform === 'linux' && existsSync('/etc/debian_version') && findProgram('apt-get') !== undefined;
}

/** What to put before a command to run it as root; undefined where that would ask for a password. */
function rootPrefix(): string[] | undefined {
  if (process.getuid?.() === 0) return [];
  try {
    execFileSync('sudo', ['-n', 'true'], { stdio: 'ignore', timeout: 10_000 });
    return ['sudo', '-n'];
  } catch {
    return undefined;
  }
}

async function run(program: string, words: string[]): Promise<void> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], timeout: installSecondsMax * 1000 });
  let output = '';
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-10_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signalName) => resolve(signalName ?? String(code)));
  });
  if (ended === '0') return;
  const quoted = output.trimEnd().split('\n').slice(-quotedLines);
  throw new Failure(`${program} ${words.join(' ')} ended with ${ended}:\n  ${quoted.join('\n  ')}`, {
    fix: `mend what it names, then run: ${installCommand()}`,
  });
}
