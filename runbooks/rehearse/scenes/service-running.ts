import { Business } from '../business.ts';
import type { Scene } from '../scene.ts';

/** A business that is served. */
export const scene: Scene = async (atEnd) => {
  const business = await Business.start(atEnd);
  await business.backUp();
  return { ...business.variables, SERVICE_URL: business.service.url };
};
