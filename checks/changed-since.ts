import type { Finding } from './finding.ts';
import type { Run } from './run.ts';

/**
 * What a change brought: the findings of `now` that `before` did not have. Two findings are the same when rule, file
 * (by its name of now) and problem are; that they moved within the file makes no difference, and of several that are
 * the same as many are old as there were before.
 */
export function broughtByChange(now: Run, before: Run, nameNow: (path: string) => string): Run {
  const known = new Map<string, number>();
  for (const finding of before.findings) {
    const key = keyOf(finding, nameNow(finding.file));
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  const isNew = now.findings.map((finding) => {
    const key = keyOf(finding, finding.file);
    const left = known.get(key) ?? 0;
    known.set(key, left - 1);
    return left <= 0;
  });
  return {
    ...now,
    findings: now.findings.filter((_, index) => isNew[index]),
    breaches: now.breaches.filter((_, index) => isNew[index]),
  };
}

function keyOf({ rule, problem }: Finding, file: string): string {
  return JSON.stringify([rule, file, problem]);
}
