/** The page's name, which is its alarm's or its procedure's. */
export function pageName(path: string): string {
  return path.split('/').at(-1)!.replace(/\.md$/, '');
}

/** Pages that somebody follows. Indexes lead to them, and decisions are records: neither is followed. */
export function isRunbook(path: string): boolean {
  return /^runbooks\/(?!decisions\/)(?:.+\/)?[^/]+\.md$/.test(path) && pageName(path) !== 'README';
}
