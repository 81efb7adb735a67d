/** Where a repository's files come from: a folder, a commit, or a table in a test. Paths are relative, with slashes. */
export interface Files {
  /** In order; folders, links and what git ignores are not among them. */
  readonly paths: readonly string[];
  /** Throws where the file cannot be read. */
  read(path: string): Buffer;
}

/** A repository written down as a table: path to text. */
export function filesInMemory(texts: Readonly<Record<string, string | Buffer>>): Files {
  return {
    paths: Object.keys(texts).sort(),
    read(path) {
      const text = texts[path];
      if (text === undefined) throw new Error(`${path} does not exist`);
      return Buffer.from(text);
    },
  };
}
