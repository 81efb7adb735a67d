import { Business } from '../business.ts';
import type { Scene } from '../scene.ts';

/** After a backup, billing's database was dropped. */
export const scene: Scene = async (atEnd) => {
  const business = await Business.startAfterBackup(atEnd);
  await business.databases.admin.query('DROP DATABASE billing');
  return business.variables;
};
