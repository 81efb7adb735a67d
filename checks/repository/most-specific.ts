import picomatch from 'picomatch';
import { pathMatcher } from './path-pattern.ts';

/**
 * Finds the value of the pattern that says most about a path: the one with the longest part before its first wildcard,
 * then the longest, then the first. A folder's name without a wildcard stands for all that is in the folder.
 */
export function mostSpecific<Value>(
  patterns: readonly (readonly [pattern: string, value: Value])[],
): (path: string) => Value | undefined {
  const inOrder = patterns
    .map(([pattern, value]) => ({ ...specificity(pattern), value, matches: matcherOf(pattern) }))
    .sort((a, b) => b.fixed - a.fixed || b.length - a.length);
  return (path) => inOrder.find(({ matches }) => matches(path))?.value;
}

/** As a glob, or as it is written: picomatch takes `app/[id]/page.ts` for that very file as well. */
function matcherOf(pattern: string): (path: string) => boolean {
  const plain = withoutSlash(pattern);
  return pathMatcher([plain, `${plain}/**`]);
}

function specificity(pattern: string): { fixed: number; length: number } {
  const plain = withoutSlash(pattern);
  const { base, isGlob } = picomatch.scan(plain);
  return { fixed: isGlob ? base.length : plain.length, length: plain.length };
}

function withoutSlash(pattern: string): string {
  return pattern.endsWith('/') ? pattern.slice(0, -1) : pattern;
}
