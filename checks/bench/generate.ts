import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workspaces } from './layout.ts';
import { fileName, moduleText } from './module-text.ts';
import { nearMissesAnywhere, ownClientImports, ownQueries } from './near-misses.ts';
import { plants, plantSurroundings } from './plants.ts';
import { Random } from './random.ts';

/** Where a finding is to be: the line and column of its first character, both from 1. */
export interface Place {
  rule: string;
  file: string;
  line: number;
  column: number;
}

export interface GeneratedFile {
  path: string;
  text: string;
  planted: readonly Place[];
}

export interface MonorepoOptions {
  seed: number;
  /** How many TypeScript modules, beside the frame and the plants. */
  modules: number;
}

/** Characters of the median module; with this spread the mean is 7,500, and 4,000 modules are 30 MB. */
const medianSize = 4500;
const sizeSpread = 1;
const sizeMax = 150_000;
/** In the repositories that were counted, one module in six holds a word that some rule looks for. */
const nearMissShare = 1 / 6;
/** A folder holds this many modules, so that relative imports are as long as people's. */
const modulesInFolder = 25;

/**
 * A monorepo of realistic shape: workspaces, aliases, two clients, and every plant once. The same for the same options.
 * Files come one at a time, because 16,000 of them would fill the memory.
 */
export function* monorepo({ seed, modules }: MonorepoOptions): Generator<GeneratedFile> {
  const random = new Random(seed);
  for (const [path, text] of Object.entries(plantSurroundings)) yield { path, text, planted: [] };
  for (const { rule, path, text } of plants) {
    const marked = typeof text === 'string' ? text : text(random);
    const isModule = /\.tsx?$/.test(path) && marked.indexOf('«') > 0;
    yield takeMarks(rule, path, isModule ? moduleText(random, moduleSize(random), [], [marked]) : marked);
  }
  for (const workspace of workspaces) {
    const names: string[] = [];
    for (let index = 0; index < Math.round(modules * workspace.share); index += 1) {
      const file = ordinaryModule(random, workspace, names, index);
      names.push(file.path);
      yield file;
    }
  }
}

/** Writes the monorepo into a folder, and returns what was planted in it. */
export function writeMonorepo(folder: string, options: MonorepoOptions): { planted: Place[]; bytes: number } {
  const planted: Place[] = [];
  let bytes = 0;
  for (const file of monorepo(options)) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text);
    planted.push(...file.planted);
    bytes += Buffer.byteLength(file.text);
  }
  return { planted, bytes };
}

function ordinaryModule(
  random: Random,
  { folder, client, suffix }: (typeof workspaces)[number],
  siblings: readonly string[],
  index: number,
): GeneratedFile {
  const depth = '../'.repeat(4);
  const path = `${folder}/src/part-${Math.floor(index / modulesInFolder)}/${fileName(random)}-${index}${suffix}`;
  const imports = [`import { release } from '@acme/core';`];
  if (suffix === '.tsx')
    imports.unshift(`import { useState } from 'react';`, `import { theme } from '@acme/interface';`);
  for (let count = Math.min(siblings.length, random.integer(0, 5)); count > 0; count -= 1) {
    const [part = '', name = ''] = random.pick(siblings).split('/').slice(-2);
    imports.push(`import * as other${count} from '../${part}/${name.replace(/\.tsx?$/, '.js')}';`);
  }
  const extras: string[] = [];
  if (random.chance(nearMissShare)) {
    extras.push(random.pick(nearMissesAnywhere));
    if (client !== undefined) {
      imports.push(random.pick(ownClientImports(client, depth)));
      extras.push(random.pick(ownQueries[client]!));
    }
  }
  return { path, text: moduleText(random, moduleSize(random), imports, extras), planted: [] };
}

function moduleSize(random: Random): number {
  return Math.min(sizeMax, random.logNormal(medianSize, sizeSpread));
}

function takeMarks(rule: string, file: string, marked: string): GeneratedFile {
  const [before = '', ...after] = marked.split('«');
  const lines = before.split('\n');
  return {
    path: file,
    text: [before, ...after].join(''),
    planted: [{ rule, file, line: lines.length, column: lines.at(-1)!.length + 1 }],
  };
}
