import fc from 'fast-check';
import type { CheckResult, Finding, WaivedFinding } from '../finding.ts';

/** A finding as tests of reports need it, but for what they say. */
export function finding(given: Partial<Finding> = {}): Finding {
  return {
    rule: 'clients-stay-apart',
    file: 'billing/charge.ts',
    line: 3,
    column: 24,
    endLine: 3,
    endColumn: 40,
    severity: 'breach',
    problem: 'billing code reaches the client of main',
    fix: 'ask main through its API',
    why: 'One client too many and the wall is gone.',
    path: [],
    ...given,
  };
}

export function waived(expires: string, given: Partial<Finding> = {}): WaivedFinding {
  return {
    ...finding(given),
    waiver: { path: given.file ?? 'a/**', reason: 'moves out with the next release', expires },
  };
}

export function result(given: Partial<CheckResult> = {}): CheckResult {
  return { findings: [], waived: [], summary: { files: 812, rules: 6, milliseconds: 340 }, ...given };
}

/** What a hostile repository may put where: everything that acts on terminals, logs, XML, HTML, Markdown, SARIF. */
export const hostileTexts = [
  'a\nb\r\nc',
  '\u{1b}[31mred\u{1b}]8;;http://x\u{7}',
  '\u{9b}31m',
  '\0',
  '\n::error file=x::forged',
  '##[add-mask]x',
  '::stop-commands::x',
  ']]>',
  '<!-- @x',
  '" x="',
  "' x='",
  '-->',
  '</td></tr></table>',
  '<script>alert(1)</script>',
  '</failure>',
  '&amp;&#10;%0A%25',
  'a|b\\|c',
  '`code` and ``more`',
  '**bold** _x_ ~~y~~ [z](http://x) ![i](http://x) {0} {{1}} \\[z](1)',
  '@someone #12 www.example.org https://example.org',
  '👩‍💻🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '\u{202e}gnp.exe\u{2066}\u{200f}',
  '\u{2028}\u{2029}\u{feff}\u{ffff}',
  '\ud800',
  '\udc00x',
  'a:b,c=d;e',
];

const text = fc
  .array(fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 12 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(''))
  .filter((joined) => joined !== '');

const hostileFinding: fc.Arbitrary<Finding> = fc.record({
  rule: fc.constantFrom('clients-stay-apart', 'no-card-data', 'files-readable'),
  file: text,
  line: fc.integer({ min: 1, max: 9 }),
  column: fc.integer({ min: 1, max: 9 }),
  endLine: fc.integer({ min: 9, max: 19 }),
  endColumn: fc.integer({ min: 9, max: 19 }),
  severity: fc.constantFrom('breach', 'unverifiable', 'unread'),
  problem: text,
  fix: text,
  why: text,
  path: fc.array(text, { maxLength: 3 }),
});

/** Results of a repository whose every name and text is hostile. */
export const hostileResults: fc.Arbitrary<CheckResult> = fc.record({
  findings: fc.array(hostileFinding, { maxLength: 13 }),
  waived: fc.array(
    hostileFinding.chain((one) =>
      fc
        .record({ path: text, reason: text, expires: fc.constantFrom('2027-01-31', '2027-03-31') })
        .map((waiver) => ({ ...one, waiver })),
    ),
    { maxLength: 3 },
  ),
  summary: fc.record({ files: fc.nat(), rules: fc.nat(), milliseconds: fc.nat() }),
});

/** A report's characters that act on a terminal or a log, its own line ends aside. There must be none. */
export function activeCharactersIn(report: string): string[] {
  return report.replaceAll('\n', '').match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu) ?? [];
}
