import { Business } from '../business.ts';
import type { Scene } from '../scene.ts';

/** A backup of both databases, and what happened after it. Nothing writes to billing any more. */
export const scene: Scene = async (atEnd) => (await Business.startAfterBackup(atEnd)).variables;
