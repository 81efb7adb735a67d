import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBytesMax } from '../../policies/check.ts';
import { exitCode, Failure } from '../../failure.ts';
import type { Files } from './files.ts';
import { git, GitFault, zeroSeparated } from './git.ts';

/**
 * The files of a folder: those that git tracks or would track; without git all but `node_modules`. Links are left out:
 * what they lead to is either a file of its own or outside the repository.
 * Throws a Failure (exit 2) for a folder that cannot be listed.
 */
export function filesInFolder(root: string): Files {
  return { paths: (listedByGit(root) ?? walked(root)).sort(), read: (path) => readRegularFile(join(root, path)) };
}

/**
 * Reads a file, and nothing that would wait for ever or fill the memory: no pipe, no device, nothing endless. It is
 * opened first and looked at then, so that it cannot be another one by the time it is read.
 */
function readRegularFile(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const state = fstatSync(file);
    if (!state.isFile()) throw new Error('it is not a regular file');
    if (state.size > readBytesMax) throw new Error(`it has ${state.size} bytes, more than ${readBytesMax}`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Undefined where there is no git, or no repository. */
function listedByGit(root: string): string[] | undefined {
  try {
    const tracked = zeroSeparated(git(root, ['ls-files', '-z', '--stage', '-v'])).map(trackedFile);
    const deleted = new Set(zeroSeparated(git(root, ['ls-files', '-z', '--deleted'])));
    const others = zeroSeparated(git(root, ['ls-files', '-z', '--others', '--exclude-standard']));
    // A file in conflict is listed once for each side.
    const present = new Set(tracked.flatMap((path) => (path === undefined || deleted.has(path) ? [] : [path])));
    return [...present, ...others.filter((path) => mayBeFile(join(root, path)))];
  } catch (error) {
    if (error instanceof GitFault) return undefined;
    throw error;
  }
}

/** `H 100644 <hash> <stage>\t<path>`: 100 is a regular file; S is one that a sparse checkout left out. */
function trackedFile(line: string): string | undefined {
  return /^[^S] 100\d{3} \w+ \d\t([\s\S]+)$/.exec(line)?.[1];
}

/** A name that is not UTF-8 leads nowhere once it is text: it stays, so that the file is reported as unread. */
function mayBeFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() !== false;
}

function walked(root: string): string[] {
  const found: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of listFolder(join(root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) found.push(path);
      else if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git') folders.push(path);
    }
  }
  return found;
}

function listFolder(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (cause) {
    throw new Failure(
      `the folder ${path} cannot be listed: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        fix: 'check that it exists and that you may read it',
        cause,
        exitCode: exitCode.wrongUse,
      },
    );
  }
}
