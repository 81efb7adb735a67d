import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '../../failure.ts';

/** The file by which a folder is known to be a site of ours: none but such a one is replaced. */
export const siteMark = 'evidence.json';

/**
 * Puts a whole folder of files in the place of the one before. They are written beside it first, so that one that fails
 * leaves the old site whole. Throws a Failure where something else lies there.
 */
export function writeFolder(out: string, files: ReadonlyMap<string, string>): void {
  const place = resolve(out);
  requireOurs(place);
  mkdirSync(dirname(place), { recursive: true });
  const fresh = mkdtempSync(join(dirname(place), `.${basename(place)}-`));
  try {
    const site = join(fresh, 'new');
    mkdirSync(site);
    for (const [name, content] of files) writeFileSync(join(site, name), content);
    if (existsSync(place)) renameSync(place, join(fresh, 'old'));
    renameSync(site, place);
  } catch (error) {
    if (existsSync(join(fresh, 'old')) && !existsSync(place)) renameSync(join(fresh, 'old'), place);
    throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
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
