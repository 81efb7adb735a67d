/** Whether a word that is run is Prisma's program: by its name, or as the file that a package manager links for it. */
export function isPrisma(text: string): boolean {
  return text === 'prisma' || /(?:^|\/)\.?bin\/prisma$/.test(text) || isPrismaFile(text);
}

/** The same of a file in a node_modules folder, be the way to that folder a variable: `"$ROOT"/node_modules/.bin/prisma`. */
export function isPrismaFile(text: string): boolean {
  return /(?:^|\/)node_modules\/(?:\.bin\/prisma|prisma\/build\/index\.js)$/.test(text.replaceAll(/["']/g, ''));
}

/** The version that `prisma@6.14.0` asks for; undefined for everything else. */
export function versionAsked(name: string): string | undefined {
  return /^prisma@(.+)$/.exec(name)?.[1];
}
