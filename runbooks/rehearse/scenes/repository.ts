import type { Scene } from '../scene.ts';

/** Nothing but the checkout. */
export const scene: Scene = () => Promise.resolve({});
