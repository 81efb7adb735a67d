import { findProgram } from '../database/local-mariadb/programs.ts';
import { findOrInstall } from './install-once.ts';
import type { SystemPackages } from './system-packages.ts';

export const chromiumPackages: SystemPackages = {
  title: 'Chromium',
  debian: ['chromium'],
  homebrew: ['--cask', 'google-chrome'],
};

/** Ubuntu's chromium is a snap, which no container runs: Chrome will do. macOS keeps programs within applications. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'Google Chrome', 'Chromium'];
const applications = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS`);

/** Where Chromium, or a Chrome, is on this machine; undefined where there is none. */
export function findChromium(): string | undefined {
  return names.map((name) => findProgram(name, applications)).find((path) => path !== undefined);
}

/** Finds Chromium, and installs it first where it is missing. Throws a Failure where it cannot. */
export function ensureChromium(notice: (line: string) => void): Promise<string> {
  return findOrInstall(chromiumPackages, findChromium, notice);
}
