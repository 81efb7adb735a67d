import picomatch from 'picomatch';

/** Whether a path matches one of these globs. Names that begin with a dot count, and so do those with a line break. */
export function pathMatcher(patterns: string | readonly string[]): (path: string) => boolean {
  return picomatch([patterns].flat(), { dot: true, flags: 's' });
}
