import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../failure.ts';
import { findProgram } from '../database/local-mariadb/programs.ts';

/** What a package manager is asked for. */
export interface SystemPackages {
  /** What a person calls it, with its version where only one will do. */
  title: string;
  debian: readonly string[];
  /** The words after `brew install`. */
  homebrew: readonly string[];
}

const installSecondsMax = 600;
const quotedLines = 8;
/** Another apt-get, such as the nightly upgrade, holds the package lists for a minute or so. */
const updateTries = 6;

/** What a person types to install it here. */
export function installCommand({ title, debian, homebrew }: SystemPackages): string {
  if (process.platform === 'darwin') return `brew install ${homebrew.join(' ')}`;
  if (isDebian()) return `sudo apt-get update && sudo apt-get install -y ${debian.join(' ')}`;
  return `install ${title} with this system's package manager`;
}

/** Throws a Failure with the command to type where this user cannot install packages without being asked. */
export function requireRightToInstall(packages: SystemPackages): void {
  if (hasHomebrew() || (isDebian() && rootPrefix() !== undefined)) return;
  throw new Failure(`${packages.title} is not installed, and this user cannot install it unasked`, {
    fix: installCommand(packages),
  });
}

/** Installs the packages. Throws a Failure that quotes the package manager where it fails. */
export async function installPackages(packages: SystemPackages, notice: (line: string) => void): Promise<void> {
  const { title, debian, homebrew } = packages;
  const fix = `mend what it names, then run: ${installCommand(packages)}`;
  if (hasHomebrew()) {
    notice(`${title} is missing: installing it with Homebrew (${homebrew.join(' ')})`);
    await run('brew', ['install', ...homebrew], fix);
    return;
  }
  const asRoot = rootPrefix() ?? [];
  notice(`${title} is missing: installing ${debian.join(', ')} with apt-get`);
  await updatePackageLists(asRoot, fix);
  const options = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];
  await run(...aptGet(asRoot, ['install', ...options, ...debian]), fix);
}

/** apt-get waits for dpkg's lock when told to, but never for the lock of the package lists. */
async function updatePackageLists(asRoot: string[], fix: string): Promise<void> {
  for (let attempt = 1; attempt <= updateTries; attempt += 1) {
    try {
      await run(...aptGet(asRoot, ['update']), fix);
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

async function run(program: string, words: string[], fix: string): Promise<void> {
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
  throw new Failure(`${program} ${words.join(' ')} ended with ${ended}:\n  ${quoted.join('\n  ')}`, { fix });
}
