import { evidenceExceptionsMax, evidenceTextCharactersMax } from '../policies/evidence.ts';
import type { Told } from '../evidence-note.ts';
import type { CheckResult, WaivedFinding } from './finding.ts';

/** What is recorded of a run over the whole: how much was found, and how much each exception allowed. */
export function evidenceOfRun({ findings, waived, summary }: CheckResult): Told {
  const exceptions = countsOf(waived);
  const listed = exceptions.slice(0, evidenceExceptionsMax).map((text, index) => [`exception${index + 1}`, text]);
  return {
    result: findings.length === 0 ? 'passed' : 'failed',
    title: `${findings.length} findings in ${summary.files} files, by ${summary.rules} rules`,
    facts: {
      ...{ findings: findings.length, files: summary.files, rules: summary.rules },
      ...{ waived: waived.length, exceptions: exceptions.length },
      ...(Object.fromEntries(listed) as Record<string, string>),
    },
  };
}

/** `21 × databases-stay-apart at a/place.ts` for each waiver that allowed something, the one that allowed most first. */
function countsOf(waived: readonly WaivedFinding[]): string[] {
  const counts = new Map<string, number>();
  for (const { rule, waiver } of waived) {
    const named = `${rule} at ${waiver.path}`;
    counts.set(named, (counts.get(named) ?? 0) + 1);
  }
  const mostFirst = [...counts].sort(([, one], [, other]) => other - one);
  return mostFirst.map(([named, count]) =>
    // A record takes no longer text, and nothing that a terminal would obey; half a character would be such.
    `${count} × ${named}`.slice(0, evidenceTextCharactersMax).replace(/\p{C}/gu, ' '),
  );
}
