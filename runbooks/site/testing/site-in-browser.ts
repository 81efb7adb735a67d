import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ensureChromium } from '../../../service/machine/chromium.ts';
import { writeFolder } from '../write-folder.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A site in a folder, open in a headless Chromium as an auditor opens it: from disk, with no server. */
export class SiteInBrowser {
  readonly page: Page;
  /** What the console and the pages complained of. */
  readonly errors: string[] = [];
  /** Every address that was asked for. */
  readonly requests: string[] = [];
  readonly #folder: string;
  readonly #browser: Browser;

  static async open(files: ReadonlyMap<string, string>): Promise<SiteInBrowser> {
    const folder = mkdtempSync(join(tmpdir(), 'bulkhead-site-'));
    writeFolder(join(folder, 'site'), files);
    const executablePath = await ensureChromium(() => undefined);
    // A container's root has no sandbox to give; the pages are ours, and hostile text in them is what is tested.
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    return new SiteInBrowser(folder, browser, await context.newPage());
  }

  private constructor(folder: string, browser: Browser, page: Page) {
    this.#folder = folder;
    this.#browser = browser;
    this.page = page;
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => message.type() === 'error' && this.errors.push(`${page.url()}: ${message.text()}`));
    page.on('pageerror', (error) => this.errors.push(`${page.url()}: ${error.message}`));
    page.on('request', (request) => this.requests.push(request.url()));
  }

  /** Of a page of the site, with its anchor if it is given one. */
  urlOf(href: string): string {
    return new URL(href, `${pathToFileURL(join(this.#folder, 'site')).href}/`).href;
  }

  async goTo(name: string): Promise<void> {
    await this.page.goto(this.urlOf(name));
    await this.#show(name);
  }

  /** What axe-core finds on the page, by all of its rules or by one, a line each. */
  async violations(rule?: string): Promise<string[]> {
    const options = JSON.stringify({ resultTypes: ['violations'], ...(rule !== undefined && { runOnly: [rule] }) });
    await this.page.evaluate(axe);
    return this.page.evaluate(
      `axe.run(${options}).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 300)))`,
    );
  }

  async close(): Promise<void> {
    await this.#browser.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** For people to look at, where they name a folder. */
  async #show(name: string): Promise<void> {
    const folder = process.env['SCREENSHOTS'];
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    const { width } = this.page.viewportSize()!;
    const scheme = await this.page.evaluate(`matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'`);
    await this.page.screenshot({ path: join(folder, `${name}-${width}-${String(scheme)}.png`), fullPage: true });
  }
}
