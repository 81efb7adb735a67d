import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { controls } from '../../policies/controls.ts';
import { evidenceKinds } from '../../policies/evidence.ts';
import { hostileText, madeChain, manyRecords } from '../../service/evidence/testing/made-chain.ts';
import { buildSite } from './build-site.ts';
import { asMarkup } from './markup.ts';

const repository = join(import.meta.dirname, '../..');
const now = new Date();
const pageBytesMax = 1_000_000;

let files: Map<string, string>;

beforeAll(async () => {
  const records = [
    // Six of each kind.
    ...manyRecords(6 * evidenceKinds.length),
    {
      kind: 'drill',
      database: 'billing',
      title: `16 of 16 tables equal ${hostileText}`,
      facts: { recoverySeconds: 9, note: hostileText },
    },
    { kind: 'check', title: '=HYPERLINK("https://example.org")', operator: '=1+1', facts: { findings: 0 } },
  ] as const;
  const from = new Date(now.getTime() - records.length * 3_600_000);
  files = await buildSite([{ name: 'own', entries: madeChain(records, from) }], { repository, now });
});

test('what a record says stays text, and pages run nothing that is not in the folder', () => {
  const drills = files.get('records-drill-1.html')!;
  expect(drills).not.toContain('<script>document');
  expect(drills).not.toContain('<img src=x');
  expect(drills).toContain('&lt;script&gt;document');
  for (const [name, text] of files) {
    if (!name.endsWith('.html')) continue;
    expect(text, name).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src 'none';[^"]*"/);
    expect(text, name).not.toMatch(
      /unsafe-inline|unsafe-eval|<script(?![^>]* src=)|<[^>]*\son\w+=|<[^>]*\ssrc="(?:https?:)?\/\//,
    );
  }
});

test('each chart has as many points as there are records', () => {
  const charts = files.get('charts.html')!;
  const points = (id: string) => Number(new RegExp(`<figure id="${id}" data-points="(\\d+)"`).exec(charts)?.[1] ?? 0);
  // Six of each kind, and one check and one drill more.
  expect({ findings: points('findings'), latency: points('latency') }).toEqual({ findings: 7, latency: 6 });
  expect(points('rows-billing') + points('rows-main')).toBe(6);
  expect(points('recovery-billing') + points('recovery-main')).toBe(7);
});

test('a page with commands says when tests last played them, and the others that they play nothing', async () => {
  const played = { kind: 'rehearsal', facts: { page: 'table-dropped' } } as const;
  const pages = await buildSite([{ name: 'own', entries: madeChain([played], now) }], { repository, now });
  const saidOf = (name: string) => /Last played by tests<\/strong> ([^]*?)<\/span>/.exec(pages.get(name)!)?.[1];
  expect(saidOf('page-table-dropped.html')).toContain('UTC, passed</a>');
  expect(saidOf('page-restore-billing.html')).toBe('no record');
  expect(saidOf('page-commit-slow.html')).toBe('nothing of it is');
  expect(saidOf('page-0003-group-commit.html')).toBeUndefined();
});

test('nothing says that a framework is met, and every link of the site leads to something', () => {
  const dead: string[] = [];
  for (const [name, text] of files) {
    if (name !== 'minisearch.js') expect(text, name).not.toMatch(/\bcompliant\b|\bcertified\b/i);
    if (!name.endsWith('.html')) continue;
    for (const [, href = ''] of text.matchAll(/ href="([^"]*)"/g)) {
      if (/^https:/.test(href)) continue;
      const [target, anchor] = href.split('#') as [string, string?];
      const there = target === '' ? text : files.get(target);
      if (there === undefined || (anchor !== undefined && !there.includes(`id="${anchor}"`)))
        dead.push(`${name}: ${href}`);
    }
  }
  expect(dead).toEqual([]);
});

test('what is missing comes first; a chain that does not hold comes before that', async () => {
  const entries = madeChain(manyRecords(5), now).toSpliced(2, 1);
  const overview = (
    await buildSite([{ name: 'own', entries }], { repository, now: new Date(now.getTime() + 86_400_000) })
  ).get('index.html')!;
  const places = ['does not hold', 'number 3 is missing', 'Missing, failed or overdue', 'PCI DSS 4.0.1</h2>'];
  const found = places.map((text) => overview.indexOf(text));
  expect(found).not.toContain(-1);
  expect(found).toEqual(found.toSorted((one, other) => one - other));
});

test('several chains stand side by side: a number is one chain’s, and a fault takes nothing from the others', async () => {
  const from = new Date(now.getTime() - 40 * 3_600_000);
  const chains = [
    { name: 'billing', entries: madeChain(manyRecords(32), from) },
    { name: 'ci', entries: madeChain(manyRecords(32), from).toSpliced(20, 1) },
  ];
  const pages = await buildSite(chains, { repository, now });
  const overview = pages.get('index.html')!;
  expect(overview).toContain('ci: <code>records/000000022.json</code> before it number 21 is missing');
  expect(overview).toContain('billing: <a href="chain-billing.ndjson">32 records</a>; no fault was found');
  expect(overview).toContain('ci: <a href="chain-ci.ndjson">31 records</a>; 2 faults');
  const drills = pages.get('records-drill-1.html')!;
  for (const chain of ['billing', 'ci']) {
    expect(drills).toContain(`id="record-${chain}-5"`);
    expect(drills).toContain(`Record 5 of ${chain}:`);
  }
  expect(pages.get('records.csv')).toMatch(/^"ci","5","unknown","drill"/m);
  const { chains: told } = JSON.parse(pages.get('evidence.json')!) as { chains: { last: string }[] };
  expect(told.map(({ last }) => last)).toEqual([
    expect.stringMatching(/^billing=32:[0-9a-f]{64}$/),
    expect.stringMatching(/^ci=32:[0-9a-f]{64}$/),
  ]);
});

test('ten thousand records: no page reaches a megabyte', async () => {
  const from = new Date(now.getTime() - 10_000 * 3_600_000);
  const many = await buildSite([{ name: 'own', entries: madeChain(manyRecords(10_000), from) }], { repository, now });
  const pages = [...many].filter(([name]) => name.endsWith('.html'));
  expect(pages.length).toBeGreaterThan(50);
  expect(pages.filter(([, text]) => Buffer.byteLength(text) >= pageBytesMax).map(([name]) => name)).toEqual([]);
}, 60_000);

test('records: a list of each kind with its count, and of each one where, when and how long', async () => {
  const [startedAt, endedAt] = ['2026-11-30T21:14:05.100Z', '2026-11-30T21:14:05.141Z'];
  const drill = { kind: 'drill', environment: 'production', startedAt, endedAt, recordedAt: endedAt } as const;
  const entries = madeChain([drill, { kind: 'check', endedAt }], now);
  const pages = await buildSite([{ name: 'own', entries }], { repository, now: new Date('2026-12-01T08:00:09.000Z') });
  const all = pages.get('records-all-1.html')!;
  for (const tab of ['All 2', 'Restore drills 1', 'Migrations 0']) expect(all).toContain(`>${tab}</a>`);
  expect(all).toContain('Of 2 records 1 is of production and 1 is of an unknown environment.');
  expect(all.match(/<span class="date">2026-11-30<\/span> <span class="date">21:14:05<\/span>/g)).toHaveLength(4);
  expect(pages.get('records-migration-1.html')).toContain('There are none.');
  const one = pages.get('records-drill-1.html')!;
  expect(one).toContain('The one record is of production.');
  for (const said of ['Environment</strong> production', '21:14:05 UTC</time></span>', 'Took</strong> 41 ms']) {
    expect(one).toContain(said);
  }
  const [head, row] = pages.get('records.csv')!.split('\r\n') as [string, string];
  for (const name of ['environment', 'recorded', 'tools', 'host', 'previous']) expect(head).toContain(`"${name}"`);
  for (const cell of ['production', endedAt, '{""bulkhead"":""0.1.0""}', 'h', '0'.repeat(64)]) {
    expect(row).toContain(`"${cell}"`);
  }
  for (const [name, text] of pages) {
    if (!name.endsWith('.html')) continue;
    expect(text.match(/As of <time datetime="2026-12-01T08:00:09.000Z">2026-12-01 08:00:09 UTC/g), name).toHaveLength(
      1,
    );
    if (!name.startsWith('page-')) expect(text, name).not.toMatch(/\b(?:hours?|days?) ago\b/);
  }
});

test('a spreadsheet gets no formula', () => {
  expect(files.get('records.csv')).toContain(`"'=HYPERLINK(""https://example.org"")"`);
  expect(files.get('records.csv')).toContain(`"'=1+1"`);
});

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i);
const token = z.string().regex(/^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$/u);
const trimmed = z.string().regex(/^\S(.*\S)?$/);
/** A relative reference of RFC 3986, of those that need no escapes. */
const reference = z.string().regex(/^[\w./-]+(#[\w-]+)?$/);
/** OSCAL knows the years 1900 to 2999, and of the last century no leap day of its own: the next one's are enough. */
const time = z.iso.datetime().regex(/^2/);
/**
 * What OSCAL 1.1.3 allows in what is written, in our own words: these fields and no others. It is the stricter one: what
 * passes here passes NIST's schema (`runbooks/compliance/evidence.md` tells how to try that one).
 */
const assessment = z.strictObject({
  'assessment-results': z.strictObject({
    uuid,
    metadata: z.strictObject({
      title: z.string(),
      'last-modified': time,
      version: trimmed,
      'oscal-version': z.literal('1.1.3'),
    }),
    'import-ap': z.strictObject({ href: reference, remarks: z.string() }),
    results: z
      .array(
        z.strictObject({
          ...{ uuid, title: z.string(), description: z.string(), start: time, end: time },
          'reviewed-controls': z.strictObject({
            'control-selections': z
              .array(z.strictObject({ 'include-controls': z.array(z.strictObject({ 'control-id': token })).min(1) }))
              .min(1),
          }),
          observations: z
            .array(
              z.strictObject({
                ...{ uuid, title: z.string(), description: z.string(), collected: time },
                methods: z.array(z.enum(['EXAMINE', 'INTERVIEW', 'TEST', 'UNKNOWN'])).min(1),
                'relevant-evidence': z
                  .array(z.strictObject({ href: reference, description: z.string() }))
                  .min(1)
                  .optional(),
              }),
            )
            .min(1),
          findings: z
            .array(
              z.strictObject({
                ...{ uuid, title: z.string(), description: z.string() },
                target: z.strictObject({
                  type: z.enum(['statement-id', 'objective-id']),
                  'target-id': token,
                  status: z.strictObject({ state: z.enum(['satisfied', 'not-satisfied']), reason: token }),
                }),
                'related-observations': z.array(z.strictObject({ 'observation-uuid': uuid })).min(1),
              }),
            )
            .min(1),
        }),
      )
      .min(1),
  }),
});

test('oscal.json has the form of OSCAL’s assessment results, with a finding for each control', () => {
  const { 'assessment-results': results } = assessment.parse(JSON.parse(files.get('oscal.json')!));
  const [{ findings, observations }] = results.results as [(typeof results.results)[0]];
  expect(findings.map(({ target }) => target['target-id'])).toEqual(controls.map(({ id }) => id));
  const known = new Set(observations.map((one) => one.uuid));
  expect(known.size).toBe(observations.length);
  expect(
    findings.flatMap((one) => one['related-observations']).filter((one) => !known.has(one['observation-uuid'])),
  ).toEqual([]);
});

test('oscal.json leads to each record that it rests on, says what is wanted in words, and shows titles as they are', () => {
  const { 'assessment-results': results } = assessment.parse(JSON.parse(files.get('oscal.json')!));
  const observations = results.results.flatMap((one) => one.observations);
  const drill = observations.find(({ title }) => title.startsWith('Restore drills (billing)'))!;
  const [{ href, description }] = drill['relevant-evidence'] as [{ href: string; description: string }];
  const [file = '', anchor = ''] = href.split('#');
  const section = new RegExp(`id="${anchor}".*?</section>`, 's').exec(files.get(file)!)![0];
  expect(section).toContain(/SHA-256 ([0-9a-f]{64})$/.exec(description)![1]);
  expect(drill.description).toContain(`16 of 16 tables equal ${asMarkup(hostileText)}`);
  expect(drill.description).toMatch(/One is wanted every [\d.]+ (?:hours|days)\.$/);
  expect(files.get('oscal.json')).not.toMatch(/(?<!\\)<script>|every \d+\.\d\d/);
});
