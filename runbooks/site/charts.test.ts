import { expect, test } from 'vitest';
import { backups } from '../../policies/backup.ts';
import { commitMillisecondsHigh } from '../../policies/service.ts';
import { recordsOf } from '../../service/evidence/chains.ts';
import { madeChain } from '../../service/evidence/testing/made-chain.ts';
import { drawCharts } from './charts.ts';

const from = new Date('2026-11-25T00:00:00.000Z');
const hoursLater = (hours: number) => new Date(from.getTime() + hours * 3_600_000);
type Made = Parameters<typeof madeChain>[0][number];

async function chartOf(id: string, made: readonly Made[], now = hoursLater(made.length)) {
  const charts = await drawCharts(recordsOf([{ name: 'own', entries: madeChain(made, from) }]), now);
  return charts.find((chart) => chart.id === id)!;
}

const textsOf = (svg: string) => [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map(([, text]) => text!);
const backupAt = (hours: number, facts: Made['facts'] = {}): Made => ({
  ...{ kind: 'backup', database: 'billing', endedAt: hoursLater(hours).toISOString(), facts },
});

test('nothing found is drawn at the foot of an axis from 0 to 1, in whole numbers', async () => {
  const { svg, summary } = await chartOf('findings', [{ kind: 'check', facts: { findings: 0 } }]);
  const texts = textsOf(svg);
  expect(texts).toContain('0');
  expect(texts).toContain('1');
  expect(texts.filter((text) => text.includes('.'))).toEqual([]);
  const [, y] = /class="mark-symbol[^]*?translate\([\d.]+,([\d.]+)\)/.exec(svg)!;
  const [, foot] = /translate\([-\d.]+,([\d.]+)\)"[^>]*>0<\/text>/.exec(svg)!;
  expect(Math.abs(Number(y) - Number(foot))).toBeLessThan(10);
  expect(summary).toBe('One record, 25 Nov 2026: 0 findings.');
});

test('one backup has no interval: it is said, and not drawn', async () => {
  const { svg, summary } = await chartOf('age-billing', [backupAt(0)]);
  expect(svg).toBe('');
  expect(summary).toMatch(/^One backup: no interval yet\./);
});

test('both lines of an age say what they are, with the policy’s numbers', async () => {
  const every = backups.billing.everyHours;
  const { svg, summary } = await chartOf('age-billing', [backupAt(0), backupAt(every + 0.2)], hoursLater(every + 1));
  expect(textsOf(svg)).toEqual(expect.arrayContaining([`objective ${every} h`, `alarm ${every + 0.5} h`]));
  expect(summary).toContain(`1 above the objective’s ${every} hours; none above the alarm’s ${every + 0.5} hours`);
});

test('what never changed, and one day, are said once', async () => {
  const check = { kind: 'check', facts: { findings: 0 } } as const;
  expect((await chartOf('findings', [check, check])).summary).toBe('2 records, 25 Nov 2026: each 0 findings.');
});

test('an objective far above is written beyond the axis, which is that of the points', async () => {
  const drill = (recoverySeconds: number): Made => ({ kind: 'drill', database: 'billing', facts: { recoverySeconds } });
  const { svg } = await chartOf('recovery-billing', [drill(10), drill(12)]);
  expect(textsOf(svg)).toContain(`${(backups.billing.recoveryMinutesMax * 60).toLocaleString('en')} s ↑`);
  expect(svg).not.toContain('stroke-dasharray');
});

test('days carry their year, bytes have one form, and the picture is called by its heading', async () => {
  const { svg, summary, inWords } = await chartOf('bytes-billing', [
    backupAt(0, { bytes: 266_566 }),
    backupAt(6, { bytes: 270_000 }),
  ]);
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['25 Nov', '2026', 'KiB', '300']));
  expect(summary).toContain('from 260.3 KiB to 263.7 KiB');
  expect(inWords(266_566)).toBe('260.3 KiB');
  expect(svg).toMatch(/^<svg role="img" aria-labelledby="bytes-billing-title bytes-billing-summary"/);
});

test('latency is what is alarmed on, and says that it is an edge; what is beyond the last one is counted', async () => {
  const latency = (commitP95Milliseconds: number | null): Made => ({
    kind: 'latency',
    facts: { commitP95Milliseconds },
  });
  const { svg, summary, note } = await chartOf('latency', [latency(200), latency(null)]);
  expect(summary).toBe(
    `One record, 25 Nov 2026: at most 200 milliseconds; none above the alarm’s ${commitMillisecondsHigh} milliseconds.`,
  );
  expect(textsOf(svg)).toContain(`alarm ${commitMillisecondsHigh} ms`);
  expect(note).toContain('1 record is beyond the last edge');
});

test('all charts are as wide, and their axes stand in one line', async () => {
  const made = [
    backupAt(0, { rows: 3, bytes: 9_000_000 }),
    backupAt(6, { rows: 4, bytes: 9_000_100 }),
    { kind: 'check', facts: { findings: 1 } } as const,
  ];
  const charts = await Promise.all(['rows-billing', 'bytes-billing', 'findings'].map((id) => chartOf(id, made)));
  expect(new Set(charts.map(({ svg }) => /viewBox="([^"]*)"/.exec(svg)?.[1])).size).toBe(1);
});
