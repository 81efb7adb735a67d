import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { unfinishedSiteMinutes } from '../../policies/evidence.ts';

/** The file by which a folder is known to be a site of ours: none but such a one is replaced. */
export const siteMark = 'evidence.json';

/**
 * Puts a whole folder of files in the place of the one before. They are written beside it first, so that one that fails
 * leaves the old site whole; what a killed one left is put right by the next. Throws a Failure where something else lies
 * there, or another build puts its own there at the same moment.
 */
export function writeFolder(out: string, files: ReadonlyMap<string, string>): void {
  const place = resolve(out);
  mkdirSync(dirname(place), { recursive: true });
  settleUnfinished(place);
  requireOurs(place);
  const fresh = mkdtempSync(unfinishedAt(place));
  const old = join(fresh, 'old');
  try {
    const site = join(fresh, 'new');
    mkdirSync(site);
    for (const [name, content] of files) writeFileSync(join(site, name), content);
    if (existsSync(place)) renameSync(place, old);
    renameSync(site, place);
  } catch (error) {
    if (existsSync(old) && !existsSync(place)) renameSync(old, place);
    throw hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT') && existsSync(join(place, siteMark)) ? another(place) : error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Where builds write before they are whole: `.site-` and six characters, beside the site. */
function unfinishedAt(place: string): string {
  return join(dirname(place), `.${basename(place)}-`);
}

/** Puts an old site back that a killed build had moved away, and removes what is too old to be another build's. */
function settleUnfinished(place: string): void {
  const begins = basename(unfinishedAt(place));
  const left = readdirSync(dirname(place))
    .filter((name) => name.startsWith(begins) && name.length === begins.length + 6)
    .map((name) => join(dirname(place), name));
  for (const folder of left) {
    const minutes = (Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0)) / 60_000;
    if (minutes < unfinishedSiteMinutes) continue;
    const old = join(folder, 'old');
    if (existsSync(join(old, siteMark)) && !existsSync(place)) renameSync(old, place);
    rmSync(folder, { recursive: true, force: true });
  }
}

function requireOurs(place: string): void {
  if (!existsSync(place)) return;
  const names = readdirSync(place);
  if (names.length === 0 || names.includes(siteMark)) return;
  throw new Failure(`${place} holds something other than a site of evidence`, {
    fix: 'name another folder: --out DIR',
  });
}

function another(place: string): Failure {
  return new Failure(`another build has put its site to ${place} at the same moment`, {
    fix: 'look at that one, or build again: one at a time',
  });
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}
