/** What a text of JSON says; undefined where it is none. */
export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object or list that a text is in JSON; undefined for any other text, which means only itself. */
export function jsonIn(text: string): unknown {
  return /^\s*[[{]/.test(text) ? fromJson(text) : undefined;
}
