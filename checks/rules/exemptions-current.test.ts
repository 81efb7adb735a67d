import { describe, expect, test } from 'vitest';
import { configurationFileName } from '../configuration/configuration.ts';
import { loadConfiguration } from '../configuration/load.ts';
import { filesInMemory } from '../repository/files.ts';
import { fileRule, type Rule } from '../rule.ts';
import { run } from '../run.ts';
import { usualConfiguration, usualTexts } from '../testing/test-rule.ts';
import { clientsStayApart } from './clients-stay-apart.ts';
import { exemptionsCurrent } from './exemptions-current.ts';

const today = '2026-11-22';
const yesterday = '2026-11-21';

/** Finds the word `wrong`. */
const nothingWrong = fileRule({
  id: 'nothing-wrong',
  why: 'It is wrong.',
  reads: (path) => path.startsWith('src/'),
  mentions: (text) => text.includes('wrong'),
  *check({ text }) {
    for (const { index } of text.matchAll(/wrong/g)) {
      yield { start: index, end: index + 'wrong'.length + 2, problem: 'this is an error', fix: 'right it' };
    }
  },
}) as Rule;

/** Finds the same where an import would be, and asks for a bridge. */
const madeUpImports: Rule = {
  ...nothingWrong,
  id: clientsStayApart.id,
  *judge(facts, repository, today) {
    for (const breach of nothingWrong.judge(facts, repository, today)) {
      const bridge = repository.bridgeOf(breach.file);
      yield { ...breach, ...(bridge !== undefined && { bridge }) };
    }
  },
};

interface Exemptions {
  waivers?: object[];
  bridges?: object[];
}

function check(exemptions: Exemptions, rules: readonly Rule[] = [nothingWrong, exemptionsCurrent]) {
  const text = JSON.stringify({ ...usualConfiguration, ...exemptions }, null, 2);
  const known = [nothingWrong.id, clientsStayApart.id, exemptionsCurrent.id];
  const files = filesInMemory({ ...usualTexts, 'src/a.ts': 'wrong 1;\nwrong 2;', 'src/[id].ts': 'wrong 3;' });
  const found = run(files, loadConfiguration(configurationFileName, text, known), { rules, today });
  return {
    found: found.findings.map(({ rule, file, line, problem }) => `${rule} ${file}:${line} ${problem}`),
    stale: found.findings.filter(({ rule }) => rule === exemptionsCurrent.id),
    waived: found.waived.map(({ file, line, waiver }) => `${file}:${line} until ${waiver.expires}`),
    lines: text.split('\n'),
  };
}

const waiver = (given: object = {}) => ({
  ...{ rule: nothingWrong.id, path: 'src/a.ts', reason: 'it goes with the next release', expires: today },
  ...given,
});
const bridge = (given: object = {}) => ({
  path: 'src/a.ts',
  reason: 'starts both databases',
  expires: today,
  ...given,
});
const importsOnly = [madeUpImports, exemptionsCurrent];
const wrongInA = ['nothing-wrong src/a.ts:1 this is an error', 'nothing-wrong src/a.ts:2 this is an error'];
const wrongInId = 'nothing-wrong src/[id].ts:1 this is an error';

describe('a waiver', () => {
  test('tolerates until its last day, that day included, and only where it points', () => {
    const { found, waived } = check({ waivers: [waiver()] });
    expect(found).toEqual([wrongInId]);
    expect(waived).toEqual([`src/a.ts:1 until ${today}`, `src/a.ts:2 until ${today}`]);
  });

  test('past its day is a finding at its place, and tolerates nothing any more', () => {
    const { found, stale, waived, lines } = check({ waivers: [waiver({ path: 'src/**', expires: yesterday })] });
    expect(waived).toEqual([]);
    expect(found).toEqual([expect.stringContaining(exemptionsCurrent.id), wrongInId, ...wrongInA]);
    expect(stale).toMatchObject([
      {
        ...{ file: configurationFileName, severity: 'breach', why: exemptionsCurrent.why },
        problem: 'the waiver of nothing-wrong for src/** ended on 2026-11-21',
      },
    ]);
    const { line, column, endLine, endColumn } = stale[0]!;
    expect(lines[line - 1]).toBe('    {');
    expect(lines[line]).toContain('"rule": "nothing-wrong"');
    expect(lines[endLine - 1]!.slice(0, endColumn - 1)).toBe('    }');
    expect(column).toBe(5);
  });

  test('that matches no finding is a finding', () => {
    const { stale } = check({ waivers: [waiver({ path: 'src/b.ts' }), waiver({ path: 'src/**' })] });
    expect(stale.map(({ problem }) => problem)).toEqual([
      'the waiver of nothing-wrong for src/b.ts matches no finding',
    ]);
  });

  test('of a rule that did not run is left alone, unless it is past its day', () => {
    const other = { rule: clientsStayApart.id };
    expect(check({ waivers: [waiver(other)] }).stale).toEqual([]);
    expect(check({ waivers: [waiver({ ...other, expires: yesterday })] }).stale).toHaveLength(1);
  });

  test('matches the text at the place of a finding, and nothing beside it', () => {
    const { found, waived } = check({ waivers: [waiver({ match: 'wrong 2' })] });
    expect(waived).toEqual([`src/a.ts:2 until ${today}`]);
    expect(found).toEqual([wrongInId, wrongInA[0]]);
    expect(check({ waivers: [waiver({ match: '1;' })] }).stale).toHaveLength(1);
  });

  test('matches the words of a finding', () => {
    expect(check({ waivers: [waiver({ match: 'an error' })] }).waived).toHaveLength(2);
  });

  test('of another rule tolerates nothing', () => {
    expect(check({ waivers: [waiver({ rule: clientsStayApart.id })] }).found).toEqual([wrongInId, ...wrongInA]);
  });

  test('points at a file whose name would be a pattern', () => {
    const { found, waived } = check({ waivers: [waiver({ path: 'src/[id].ts' })] });
    expect(waived).toEqual([`src/[id].ts:1 until ${today}`]);
    expect(found).toEqual(wrongInA);
  });

  test('that is current is not hidden by one for the same place that is past its day', () => {
    const { stale, waived } = check({ waivers: [waiver({ expires: yesterday }), waiver({ expires: '2027-01-31' })] });
    expect(waived).toEqual(['src/a.ts:1 until 2027-01-31', 'src/a.ts:2 until 2027-01-31']);
    expect(stale.map(({ problem }) => problem)).toEqual([expect.stringContaining('ended on 2026-11-21')]);
  });

  test('cannot tolerate a stale exemption', () => {
    const waivers = [waiver({ path: 'src/b.ts' }), waiver({ rule: exemptionsCurrent.id, path: configurationFileName })];
    expect(check({ waivers }).stale.map(({ problem }) => problem)).toEqual([
      'the waiver of nothing-wrong for src/b.ts matches no finding',
      'the waiver of exemptions-current for bulkhead.config.json matches no finding',
    ]);
  });
});

describe('a bridge', () => {
  const crossing = (file: string, line: number) => `${clientsStayApart.id} ${file}:${line} this is an error`;

  test('lets imports cross until its last day, that day included', () => {
    expect(check({ bridges: [bridge()] }, importsOnly).found).toEqual([crossing('src/[id].ts', 1)]);
  });

  test('past its day is a finding at its place, and lets nothing cross any more', () => {
    const { found, stale, lines } = check({ bridges: [bridge({ expires: yesterday })] }, importsOnly);
    expect(found.slice(1)).toEqual([crossing('src/[id].ts', 1), crossing('src/a.ts', 1), crossing('src/a.ts', 2)]);
    expect(stale).toMatchObject([{ problem: 'the bridge src/a.ts ended on 2026-11-21' }]);
    expect(lines[stale[0]!.line]).toContain('"path": "src/a.ts"');
  });

  test('that nothing crosses is a finding', () => {
    const { stale } = check({ bridges: [bridge({ path: 'src/b.ts' })] }, importsOnly);
    expect(stale.map(({ problem }) => problem)).toEqual(['the bridge src/b.ts bridges nothing']);
  });

  test('is left alone where imports were not checked, unless it is past its day', () => {
    expect(check({ bridges: [bridge({ path: 'src/b.ts' })] }).stale).toEqual([]);
    expect(check({ bridges: [bridge({ path: 'src/b.ts', expires: yesterday })] }).stale).toHaveLength(1);
  });

  test('that is current is not hidden by one for the same path that is past its day', () => {
    const bridges = [bridge({ expires: yesterday }), bridge()];
    const { found, stale } = check({ bridges }, importsOnly);
    expect(found.slice(1)).toEqual([crossing('src/[id].ts', 1)]);
    expect(stale.map(({ problem }) => problem)).toEqual(['the bridge src/a.ts ended on 2026-11-21']);
  });

  test('leaves nothing for a waiver of the same place to tolerate', () => {
    const waivers = [waiver({ rule: clientsStayApart.id })];
    const { stale, waived } = check({ bridges: [bridge()], waivers }, importsOnly);
    expect(waived).toEqual([]);
    expect(stale.map(({ problem }) => problem)).toEqual([
      'the waiver of clients-stay-apart for src/a.ts matches no finding',
    ]);
  });
});

describe('where exemptions-current does not run', () => {
  test('exemptions still allow, and are not judged', () => {
    const waivers = [waiver(), waiver({ path: 'src/b.ts' }), waiver({ path: 'src/**', expires: yesterday })];
    const { found, waived } = check({ waivers }, [nothingWrong]);
    expect(found).toEqual([wrongInId]);
    expect(waived).toHaveLength(2);
  });
});

test('a configuration outside of what is checked has lines all the same', () => {
  const { stale } = check({ waivers: [waiver({ path: 'src/b.ts' })] });
  expect(stale[0]!.line).toBeGreaterThan(1);
});
