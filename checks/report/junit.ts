import type { CheckResult, Finding, WaivedFinding } from '../finding.ts';
import { closingLine } from './closing-line.ts';
import type { Report } from './report.ts';
import { element, xmlLines } from './xml.ts';

/**
 * Test results as GitLab, Jenkins and others read them: a suite a rule, a test a finding. A finding is a failure, a
 * file that could not be read an error, what is waived a skipped test.
 */
export const junit: Report = (result) => {
  const all = [...result.findings, ...result.waived];
  const rules = [...new Set(all.map(({ rule }) => rule))];
  const suites = rules.map((rule) =>
    suite(
      rule,
      all.filter((finding) => finding.rule === rule),
    ),
  );
  const time = result.summary.milliseconds / 1000;
  const content = all.length === 0 ? passing(result) : suites.join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { ...counts('bulkhead check', all), time }, content)}`;
};

/** Jenkins takes a report without any test for a broken one, so a clean run is one test that passed. */
function passing(result: CheckResult): string {
  const test = element('testcase', { name: closingLine(result), classname: 'bulkhead check' });
  return element('testsuite', { ...counts('bulkhead check', []), tests: 1 }, test);
}

function suite(rule: string, findings: readonly (Finding | WaivedFinding)[]): string {
  return element('testsuite', counts(rule, findings), findings.map(test).join(''));
}

function counts(name: string, findings: readonly (Finding | WaivedFinding)[]) {
  const waived = findings.filter((finding) => 'waiver' in finding).length;
  const errors = findings.filter((finding) => !('waiver' in finding) && finding.severity === 'unread').length;
  return { name, tests: findings.length, failures: findings.length - errors - waived, errors, skipped: waived };
}

function test(finding: Finding | WaivedFinding): string {
  const { rule, file, line, column, problem } = finding;
  const name = `${file}:${line}:${column} ${problem}`;
  return element('testcase', { name, classname: rule, file, line }, outcome(finding));
}

function outcome(finding: Finding | WaivedFinding): string {
  const { severity, problem, fix, why, path } = finding;
  if ('waiver' in finding) {
    const { reason, expires } = finding.waiver;
    return element('skipped', { message: `waived until ${expires}: ${reason}` });
  }
  const through = path.length === 0 ? [] : [`path: ${path.join(' → ')}`];
  const lines = xmlLines([problem, ...through, `fix: ${fix}`, `why: ${why}`]);
  return element(severity === 'unread' ? 'error' : 'failure', { message: problem, type: severity }, lines);
}
