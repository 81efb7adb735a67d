import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unfinishedSiteMinutes } from '../../policies/evidence.ts';
import { siteMark, writeFolder } from './write-folder.ts';

let folder: string;
let place: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-folder-'));
  place = join(folder, 'site');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const site = (version: string) =>
  new Map([
    [siteMark, version],
    ['index.html', version],
  ]);
const versionThere = () => readFileSync(join(place, siteMark), 'utf8');
const longAgo = () => new Date(Date.now() - (unfinishedSiteMinutes + 1) * 60_000);

test('a site takes the place of the one before, with none of its files, and leaves nothing beside it', () => {
  writeFolder(place, new Map([...site('1'), ['gone.html', '']]));
  writeFolder(place, site('2'));
  expect(versionThere()).toBe('2');
  expect(readdirSync(place).sort()).toEqual([siteMark, 'index.html']);
  expect(readdirSync(folder)).toEqual(['site']);
});

test('a build that fails leaves the old site whole, and nothing beside it', () => {
  writeFolder(place, site('1'));
  expect(() => writeFolder(place, new Map([...site('2'), ['no/folder', '']]))).toThrow();
  expect(versionThere()).toBe('1');
  expect(readdirSync(folder)).toEqual(['site']);
});

test('a folder that holds something else is not replaced', () => {
  mkdirSync(join(place, 'deep'), { recursive: true });
  expect(() => writeFolder(place, site('1'))).toThrow(/something other than a site/);
  expect(readdirSync(place)).toEqual(['deep']);
});

test('an old site that a killed build had moved away is put back, even where the next build fails', () => {
  const left = join(folder, '.site-abc123');
  mkdirSync(join(left, 'old'), { recursive: true });
  writeFileSync(join(left, 'old', siteMark), '1');
  utimesSync(left, longAgo(), longAgo());
  expect(() => writeFolder(place, new Map([['no/folder', '']]))).toThrow();
  expect(versionThere()).toBe('1');
  expect(readdirSync(folder)).toEqual(['site']);
});

test('what is not old yet may be another build’s, and stays; so does what only looks alike', () => {
  for (const name of ['.site-abc123', '.site-archive', '.site-backups-of-may']) mkdirSync(join(folder, name));
  utimesSync(join(folder, '.site-archive'), longAgo(), longAgo());
  utimesSync(join(folder, '.site-backups-of-may'), longAgo(), longAgo());
  writeFolder(place, site('1'));
  expect(readdirSync(folder).sort()).toEqual(['.site-abc123', '.site-archive', '.site-backups-of-may', 'site']);
});

test('killed at any moment: a whole site stands, or stands again after the next build; none is half', async () => {
  const program = `
    import { writeFolder } from ${JSON.stringify(join(import.meta.dirname, 'write-folder.ts'))};
    const files = new Map([[${JSON.stringify(siteMark)}, process.pid + '']]);
    for (let index = 0; index < 200; index += 1) files.set('page-' + index, 'x'.repeat(2000));
    console.log('begins');
    for (;;) writeFolder(${JSON.stringify(place)}, files);
  `;
  for (const milliseconds of [0, 3, 7, 13, 29, 41]) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    child.kill('SIGKILL');
    await once(child, 'close');
    if (existsSync(place)) expect(readdirSync(place)).toHaveLength(201);
    for (const name of readdirSync(folder)) if (name !== 'site') utimesSync(join(folder, name), longAgo(), longAgo());
  }
  writeFolder(place, site('last'));
  expect(readdirSync(folder)).toEqual(['site']);
  expect(versionThere()).toBe('last');
});
