import { Databases } from '../databases.ts';
import type { Scene } from '../scene.ts';

/** Both databases without a row, and a store without a backup. */
export const scene: Scene = async (atEnd) => (await Databases.start(atEnd)).variables;
