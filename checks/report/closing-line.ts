import type { CheckResult } from '../finding.ts';

/** The last line of reports that people read: how much was found, waived, looked at. */
export function closingLine({ findings, waived, summary }: CheckResult): string {
  const end = `${waived.length} waived, ${summary.milliseconds} ms`;
  if (findings.length === 0) {
    return `no findings: ${counted(summary.files, 'file')}, ${counted(summary.rules, 'rule')}, ${end}`;
  }
  const files = new Set(findings.map(({ file }) => file)).size;
  return `${counted(findings.length, 'finding')} in ${counted(files, 'file')}, ${end}`;
}

/** Until when how many findings are tolerated, the earliest day first; empty where none is. */
export function endsOfWaivers({ waived }: CheckResult): string {
  const days = [...new Set(waived.map(({ waiver }) => waiver.expires))].sort();
  return days.map((day) => `${waived.filter(({ waiver }) => waiver.expires === day).length} until ${day}`).join(', ');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
