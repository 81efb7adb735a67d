import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import type { Element, ElementContent, Root } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toHast } from 'mdast-util-to-hast';
import { gfm } from 'micromark-extension-gfm';
import { parse } from 'yaml';

/** A page of runbooks/ as it is shown: raw HTML in it is dropped, links lead within the site. */
export interface Document {
  name: string;
  path: string;
  title: string;
  /** Owner, severity and the like, as the file has them; empty where the page has no head. */
  head: Readonly<Record<string, string>>;
  /** Whether it has commands that rehearsals play. */
  isPlayed: boolean;
  /** All but the title. */
  html: string;
  sections: readonly DocumentSection[];
}

export interface DocumentSection {
  anchor: string;
  title: string;
  text: string;
  /** The cells of its tables, row by row, without the heads. */
  rows: readonly (readonly string[])[];
}

/** Every Markdown page below runbooks/, in the order of their paths. */
export function readDocuments(repository: string): Document[] {
  const paths = readdirSync(join(repository, 'runbooks'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `runbooks/${path}`)
    .sort();
  return paths.map((path) => readDocument(path, readFileSync(join(repository, path), 'utf8')));
}

/** Renders one page. Text in it is text: nothing of it becomes markup but what Markdown itself has. */
export function readDocument(path: string, source: string): Document {
  const [, yaml = '', body = source] = /^---\n([^]*?)\n---\n([^]*)$/.exec(source) ?? [];
  const tree = toHast(fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })) as Root;
  const slugger = new GithubSlugger();
  const sections: (DocumentSection & { rows: string[][] })[] = [];
  let title = '';
  for (const node of tree.children) {
    const text = textOf(node);
    if (node.type === 'element' && /^h[1-6]$/.test(node.tagName)) {
      const anchor = slugger.slug(text);
      node.properties['id'] = anchor;
      if (title === '') title = text;
      sections.push({ anchor, title: text, text: '', rows: [] });
    } else if (sections.length > 0) {
      sections.at(-1)!.text += ` ${text}`;
      if (node.type === 'element' && node.tagName === 'table') sections.at(-1)!.rows.push(...rowsOf(node));
    }
  }
  // The page shows the title itself, above what the head says.
  tree.children = tree.children.filter((node) => !(node.type === 'element' && node.tagName === 'h1'));
  for (const node of tree.children) if (node.type === 'element') mend(node, path);
  nameRegions(tree.children);
  const isPlayed = /^```\w+ run$/m.test(body);
  return { name: basename(path, '.md'), path, title, head: headOf(yaml), isPlayed, html: toHtml(tree), sections };
}

export function pageOfDocument(name: string): string {
  return `page-${name}.html`;
}

function headOf(yaml: string): Record<string, string> {
  const head = (parse(yaml) ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(head).map(([key, value]) => [key, Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}

/** A section of a page; undefined where there is none of that name. */
export function sectionOf(documents: readonly Document[], name: string, anchor: string): DocumentSection | undefined {
  return documents.find((one) => one.name === name)?.sections.find((section) => section.anchor === anchor);
}

/** What a fence is, in words for a reader: a page's own kinds, and no others. */
const kindsOfFences: Readonly<Record<string, string>> = {
  run: 'Tests play this',
  cloud: 'Needs AWS: checked, and not played by tests',
  example: 'Shown only',
};

/**
 * Links lead within the site or to the web; what scrolls sideways is reached by keyboard; a fence says what it is; a table
 * can be read on a phone; no image is fetched; what looks like a control is none.
 */
function mend(element: Element, path: string): void {
  if (element.tagName === 'a') mendLink(element, path);
  if (element.tagName === 'pre') mendFence(element);
  element.children = element.children.flatMap((child): ElementContent[] => {
    if (child.type !== 'element') return [child];
    if (child.tagName === 'img') return [{ type: 'text', value: String(child.properties['alt'] ?? '') }];
    // The box of a list of things to do: nobody can tick it here.
    if (child.tagName === 'input') return [{ type: 'text', value: child.properties['checked'] === true ? '☑' : '☐' }];
    mend(child, path);
    if (child.tagName === 'code' && element.tagName !== 'pre') child.children = breakable(textOf(child));
    return [child];
  });
  if (element.tagName === 'table') {
    nameCells(element);
    const table: Element = { ...element, properties: { className: ['stacks'] } };
    element.tagName = 'div';
    element.properties = { className: ['scrolls'], tabIndex: 0, role: 'region' };
    element.children = [table];
  }
}

/** A long name may break behind a mark in it, and not within a word. */
function breakable(name: string): ElementContent[] {
  const parts = name.split(/(?<=[_/])(?=\w)/);
  return parts.flatMap((value, index): ElementContent[] => [
    ...(index === 0 ? [] : [{ type: 'element' as const, tagName: 'wbr', properties: {}, children: [] }]),
    { type: 'text', value },
  ]);
}

function mendFence(pre: Element): void {
  Object.assign(pre.properties, { tabIndex: 0, role: 'region' });
  const [code] = pre.children;
  const kind = code?.type === 'element' ? kindsOfFences[code.data?.meta ?? ''] : undefined;
  if (kind !== undefined) pre.properties['dataKind'] = kind;
}

/** Each row by its first cell, each other cell by the head of its column: what a screen that is narrow shows beside it. */
function nameCells(table: Element): void {
  const [head, ...rows] = rowElementsOf(table).map(({ children }) => children.filter((one) => one.type === 'element'));
  for (const row of rows) {
    row.forEach((cell, index) => {
      if (index === 0) Object.assign(cell, { tagName: 'th', properties: { scope: 'row' } });
      else cell.properties['dataLabel'] = textOf(head![index]!);
    });
  }
}

function rowsOf(table: Element): string[][] {
  return rowElementsOf(table)
    .slice(1)
    .map(({ children }) => children.filter(({ type }) => type === 'element').map((cell) => textOf(cell)));
}

function rowElementsOf({ children }: Element): Element[] {
  return children.flatMap((child) => {
    if (child.type !== 'element') return [];
    return child.tagName === 'tr' ? [child] : rowElementsOf(child);
  });
}

/** Regions are told apart by their names. */
function nameRegions(nodes: readonly (Root['children'][number] | ElementContent)[], named = { count: 0 }): void {
  for (const node of nodes) {
    if (node.type !== 'element') continue;
    if (node.properties['role'] === 'region') {
      named.count += 1;
      node.properties['ariaLabel'] = `${node.tagName === 'pre' ? 'Code' : 'Table'} ${named.count}`;
    }
    nameRegions(node.children, named);
  }
}

function mendLink(link: Element, path: string): void {
  const href = String(link.properties['href'] ?? '');
  if (href.startsWith('#')) return;
  if (/^https:\/\//.test(href)) {
    link.properties['rel'] = ['noreferrer'];
    return;
  }
  const [file = '', anchor] = href.split('#');
  const target = posix.join(posix.dirname(path), file);
  if (target.startsWith('runbooks/') && target.endsWith('.md')) {
    link.properties['href'] = pageOfDocument(basename(target, '.md')) + (anchor === undefined ? '' : `#${anchor}`);
    return;
  }
  // A file of the repository is no part of the site: its path is shown, so that a reader of both finds it.
  const says = textOf(link);
  link.tagName = 'span';
  link.properties = {};
  if (!/^[\w./-]+$/.test(file) || target.endsWith(says)) return;
  link.children.push(
    { type: 'text', value: ' (' },
    { type: 'element', tagName: 'code', properties: {}, children: [{ type: 'text', value: target }] },
    { type: 'text', value: ')' },
  );
}

function textOf(node: Root['children'][number] | ElementContent): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}
