import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildSite } from './build-site.ts';
import { evidenceKinds } from '../../policies/evidence.ts';
import { hostileText, madeChain, manyRecords, recordsOfAnAudit } from '../../service/evidence/testing/made-chain.ts';
import { SiteInBrowser } from './testing/site-in-browser.ts';

/** One of each kind of page. */
const names = [
  ...['index.html', 'control-gdpr-17.html', 'databases.html', 'charts.html', 'changes.html', 'exceptions.html'],
  ...[
    'runbooks.html',
    'page-gdpr.html',
    'page-backup-missed.html',
    'page-production.html',
    'page-monitoring.html',
    'records-all-1.html',
    'records-drill-1.html',
  ],
  'search.html?q=erase',
];
const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

/** Six of each kind come first. */
const madeMany = 6 * evidenceKinds.length;

let site: SiteInBrowser;

beforeAll(async () => {
  const now = new Date();
  const hostile = {
    kind: 'drill',
    database: 'billing',
    title: `16 of 16 tables equal ${hostileText}`,
    facts: { recoverySeconds: 9, note: hostileText },
  } as const;
  const records = [...manyRecords(madeMany), hostile, ...recordsOfAnAudit('of no repository')];
  const entries = madeChain(records, new Date(now.getTime() - records.length * 3_600_000));
  site = await SiteInBrowser.open(
    await buildSite([{ name: 'own', entries }], { repository: join(import.meta.dirname, '../..'), now }),
  );
});
afterAll(() => site.close());

test('pages open from a folder without an error, and fetch nothing from elsewhere', async () => {
  for (const name of names) {
    await site.goTo(name);
    expect(await site.page.title()).toContain('Bulkhead evidence');
  }
  expect(site.errors).toEqual([]);
  expect(site.requests.filter((url) => !url.startsWith(site.urlOf('')))).toEqual([]);
  expect(site.requests).toContain(site.urlOf('site.css'));
});

test('what a record says stays text', async () => {
  await site.goTo('records-drill-1.html');
  expect(await site.page.locator(`#record-own-${madeMany + 1}`).textContent()).toContain(hostileText);
  expect(await site.page.locator('main script, main img').count()).toBe(0);
  expect(await site.page.title()).not.toBe('taken');
});

test('a script that gets into a page all the same does not run', async () => {
  await site.goTo('index.html');
  const before = site.errors.length;
  await site.page.evaluate(
    `document.body.append(Object.assign(document.createElement('script'), { textContent: "document.title = 'taken'" }))`,
  );
  expect(await site.page.title()).not.toBe('taken');
  expect(site.errors.splice(before).join()).toContain('Content Security Policy');
});

test.each([
  ['light', undefined],
  ['dark', 'color-contrast'],
] as const)('axe finds no violation on any kind of page, %s', async (colorScheme, rule) => {
  await site.page.emulateMedia({ colorScheme });
  const found: string[] = [];
  for (const name of names) {
    await site.goTo(name);
    found.push(...(await site.violations(rule)).map((violation) => `${name} ${violation}`));
  }
  await site.page.emulateMedia({ colorScheme: 'light' });
  expect(found).toEqual([]);
});

test('on a phone no page and no table is wider than the screen, and each link of a menu can be hit', async () => {
  await site.page.setViewportSize(phone);
  const wrong: string[] = [];
  for (const name of names) {
    await site.goTo(name);
    if (await site.page.evaluate('document.documentElement.scrollWidth > innerWidth')) wrong.push(`${name} is wide`);
    if (await site.page.evaluate(isCutOff)) wrong.push(`${name} has a table that is cut off`);
    wrong.push(...(await site.page.evaluate<string[]>(smallLinks)).map((text) => `${name}: ${text} is small`));
  }
  await site.page.setViewportSize(desktop);
  expect(wrong).toEqual([]);
});

const isCutOff = `[...document.querySelectorAll('.scrolls:has(> table)')].some((one) => one.scrollWidth > one.clientWidth)`;
/** WCAG 2.5.8 asks for 24 pixels; a thumb for more. */
const smallLinks = `[...document.querySelectorAll('nav a')]
  .filter((link) => link.getBoundingClientRect().height < 40)
  .map((link) => link.textContent)`;

test.each([
  ['Each right on each table', 'databases.html#users-billing', 'SELECT, INSERT, UPDATE on billing_webhooks'],
  [`Record ${madeMany + 5}`, `records-drill-1.html#record-own-${madeMany + 5}`, 'recovery seconds12.3'],
  ['Why each could hold a card', 'page-pci-dss.html#where-card-data-could-be', 'service/card-data-on-disk.test.ts'],
  ['what goes and what stays', 'page-gdpr.html#what-goes-and-what-stays', 'billing_access_log'],
  ['All changes of the wall', 'changes.html#', 'First check that contained it'],
])('a question of an auditor is one click from its whole answer: “%s”', async (link, href, said) => {
  await site.goTo('index.html');
  await site.page.locator('section[aria-labelledby="questions"]').getByRole('link', { name: link }).first().click();
  expect(site.page.url()).toContain(site.urlOf(href));
  expect((await site.page.locator('main').textContent())!.replace(/\s+/g, ' ')).toContain(said);
  const anchor = JSON.stringify(new URL(site.page.url()).hash.slice(1));
  const top = await site.page.evaluate<number>(`document.getElementById(${anchor}).getBoundingClientRect().top`);
  expect(top).toBeLessThan(desktop.height);
});

test('on paper a page is black on white and without navigation, dark as the screen may be', async () => {
  await site.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await site.goTo('control-gdpr-17.html');
  const shown = await site.page.locator('header nav').isVisible();
  const background = await site.page.evaluate('getComputedStyle(document.body).backgroundColor');
  await site.page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  expect({ shown, background }).toEqual({ shown: false, background: 'rgb(255, 255, 255)' });
});

test('on paper the numbers of a chart are there, and no box to search in', async () => {
  await site.page.emulateMedia({ media: 'print' });
  await site.goTo('charts.html');
  const height = await site.page.evaluate<number>(
    `document.querySelector('details table').getBoundingClientRect().height`,
  );
  await site.goTo('search.html');
  const hasBox = await site.page.getByRole('searchbox').isVisible();
  await site.page.emulateMedia({ media: 'screen' });
  expect(height).toBeGreaterThan(20);
  expect(hasBox).toBe(false);
});

test('by keyboard alone: past the navigation, and from page to page', async () => {
  await site.goTo('index.html');
  await site.page.keyboard.press('Tab');
  expect(await site.page.evaluate('document.activeElement.className')).toBe('skip');
  await site.page.keyboard.press('Enter');
  expect(await site.page.evaluate('document.activeElement.id')).toBe('content');
  await site.goTo('index.html');
  for (let press = 0; press < 3; press += 1) await site.page.keyboard.press('Tab');
  await site.page.keyboard.press('Enter');
  await site.page.waitForURL(site.urlOf('databases.html'));
});

test('from the overview to a control, its records and its lines of code', async () => {
  await site.goTo('index.html');
  await site.page.locator('.controls a[href="control-gdpr-17.html"]').click();
  await site.page.waitForURL(site.urlOf('control-gdpr-17.html'));
  expect(await site.page.locator('main pre').first().textContent()).toMatch(/\S/);
  const href = await site.page.locator('main a[href*="#record-"]').first().getAttribute('href');
  await site.page.locator(`main a[href="${href}"]`).first().click();
  await site.page.waitForURL(site.urlOf(href!));
  expect(await site.page.locator(`#${href!.split('#')[1]}`).isVisible()).toBe(true);
});

test.each([
  ['erase person', 'page-gdpr.html#erase-a-person'],
  ['card number cannot be read', 'control-pci-3.5.1.html'],
  [`drill ${madeMany + 1}`, `records-drill-1.html#record-own-${madeMany + 1}`],
])('the search for “%s” leads to %s', async (words, href) => {
  await site.goTo('search.html');
  await site.page.getByRole('searchbox').fill(words);
  await site.page.locator(`#results a[href="${href}"]`).first().click();
  await site.page.waitForURL(site.urlOf(href));
});

test.each([
  ['PAN', 'control-pci-3.5.1.html'],
  ['cvv', 'control-pci-3.3.1.html'],
  ['DPO', 'control-gdpr-33.html'],
  ['incident response', 'page-personal-data-breach.html'],
  ['vulnerability scan', 'page-patching.html'],
  ['billing_privacy', 'databases.html#users-billing'],
  ['objective billing age', 'charts.html'],
])('what auditors call “%s” is found at %s', async (words, href) => {
  await site.goTo(`search.html?q=${encodeURIComponent(words)}`);
  const hrefs = await site.page.evaluate<string[]>(foundHrefs);
  expect(hrefs.filter((one) => one.startsWith(href))).not.toEqual([]);
});

test('a reference finds what has it, and it alone', async () => {
  await site.goTo('search.html?q=10.2.1');
  const [first, ...others] = await site.page.evaluate<string[]>(foundHrefs);
  expect(first).toBe('control-pci-10.2.1.html');
  expect(others.filter((href) => href.startsWith('records-'))).toEqual([]);
});

test('what was searched stands in the address, and each result says where it is', async () => {
  await site.goTo('search.html');
  await site.page.getByRole('searchbox').fill('erase person');
  await site.page.waitForURL((url) => url.searchParams.get('q') === 'erase person');
  await site.page.reload();
  expect(await site.page.locator('#results li').count()).toBeGreaterThan(1);
  expect(await site.page.locator('#results .snippet').first().textContent()).toMatch(/\w+ \w+ \w+/);
});

test('a snippet begins shortly before what was searched', async () => {
  await site.goTo('search.html?q=billing_privacy');
  expect(await site.page.locator('#results li', { hasText: 'Who can reach billing' }).textContent()).toMatch(
    /… .*billing_privacy/,
  );
});

const foundHrefs = `[...document.querySelectorAll('#results a')].map((link) => link.getAttribute('href'))`;

test('each chart draws as many points as there are records', async () => {
  await site.goTo('charts.html');
  const drawn = (id: string) => site.page.locator(`#${id} .mark-symbol path`).count();
  // Six of each kind; then one drill more was made, and those of an audit: a check, and a backup and a drill of each
  // database.
  expect(await drawn('findings')).toBe(7);
  expect(await drawn('latency')).toBe(6);
  expect((await drawn('rows-billing')) + (await drawn('rows-main'))).toBe(8);
  expect((await drawn('recovery-billing')) + (await drawn('recovery-main'))).toBe(9);
});
