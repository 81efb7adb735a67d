/** The YAML between the first two lines of dashes. */
export interface FrontMatter {
  text: string;
  /** Where it begins in the page. */
  start: number;
  /** Where what follows it begins. */
  bodyStart: number;
}

/** Undefined where a page has none. */
export function frontMatterOf(page: string): FrontMatter | undefined {
  const found = /^(---\r?\n)([^]*?)\r?\n---\r?(?:\n|$)/.exec(page);
  if (found === null) return undefined;
  return { text: found[2]!, start: found[1]!.length, bodyStart: found[0].length };
}
