import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import type { Page } from '../page/page.ts';
import { pageNames, readPage } from '../page/read-page.ts';
import type { Scene } from './scene.ts';

const folder = join(import.meta.dirname, 'scenes');

/** The pages that have something to run, by name. */
export function pagesToRehearse(): Page[] {
  return pageNames()
    .map(readPage)
    .filter(({ steps }) => steps.some(({ fence }) => fence?.kind === 'run'));
}

/** The scene that a page stands on. Throws a Failure where it names none that there is. */
export async function sceneOf({ head, path }: Page): Promise<{ name: string; scene: Scene }> {
  const name = head.scene ?? '';
  const file = join(folder, `${name}.ts`);
  if (name === '' || !existsSync(file)) {
    throw new Failure(`${path} names no scene that there is`, { fix: `name one of ${folder} in its front matter` });
  }
  return { name, scene: ((await import(file)) as { scene: Scene }).scene };
}
