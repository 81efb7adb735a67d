import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildSite } from './build-site.ts';
import { hostileText, madeChain, manyRecords } from '../../service/evidence/testing/made-chain.ts';
import { SiteInBrowser } from './testing/site-in-browser.ts';

/** One of each kind of page. */
const names = [
  ...['index.html', 'control-gdpr-17.html', 'databases.html', 'charts.html', 'changes.html', 'exceptions.html'],
  ...['runbooks.html', 'page-gdpr.html', 'page-backup-missed.html', 'records-all-1.html', 'records-drill-1.html'],
  'search.html',
];
const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

let site: SiteInBrowser;

beforeAll(async () => {
  const now = new Date();
  const hostile = {
    kind: 'drill',
    database: 'billing',
    title: `16 of 16 tables equal ${hostileText}`,
    facts: { recoverySeconds: 9, note: hostileText },
  } as const;
  const records = [...manyRecords(96), hostile];
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
  expect(await site.page.locator('#record-own-97').textContent()).toContain(hostileText);
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

test.each(['light', 'dark'] as const)('axe finds no violation on any kind of page, %s', async (colorScheme) => {
  await site.page.emulateMedia({ colorScheme });
  const found: string[] = [];
  for (const name of names) {
    await site.goTo(name);
    found.push(...(await site.violations()).map((violation) => `${name} ${violation}`));
  }
  await site.page.emulateMedia({ colorScheme: 'light' });
  expect(found).toEqual([]);
});

test('no page is wider than a phone', async () => {
  await site.page.setViewportSize(phone);
  const wide: string[] = [];
  for (const name of names) {
    await site.goTo(name);
    if (await site.page.evaluate('document.documentElement.scrollWidth > innerWidth')) wide.push(name);
  }
  await site.page.setViewportSize(desktop);
  expect(wide).toEqual([]);
});

test('on paper a page is black on white and without navigation, dark as the screen may be', async () => {
  await site.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await site.goTo('control-gdpr-17.html');
  const shown = await site.page.locator('header nav').isVisible();
  const background = await site.page.evaluate('getComputedStyle(document.body).backgroundColor');
  await site.page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  expect({ shown, background }).toEqual({ shown: false, background: 'rgb(255, 255, 255)' });
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
  await site.page.locator('a[href="control-gdpr-17.html"]').first().click();
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
  ['drill 97', 'records-drill-1.html#record-own-97'],
])('the search for “%s” leads to %s', async (words, href) => {
  await site.goTo('search.html');
  await site.page.getByRole('searchbox').fill(words);
  await site.page.locator(`#results a[href="${href}"]`).first().click();
  await site.page.waitForURL(site.urlOf(href));
});

test('each chart draws as many points as there are records', async () => {
  await site.goTo('charts.html');
  const drawn = (id: string) => site.page.locator(`#${id} .mark-symbol path`).count();
  // Of 96 records each of the sixteen kinds has six; one drill more was made. Backups and drills are of one database.
  expect(await drawn('findings')).toBe(6);
  expect(await drawn('latency')).toBe(6);
  expect((await drawn('rows-billing')) + (await drawn('rows-main'))).toBe(6);
  expect(await drawn('recovery-billing')).toBe(7);
});
