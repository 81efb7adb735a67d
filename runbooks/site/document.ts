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
  /** Owner, severity and the like; empty where the page has no head. */
  head: Readonly<Record<string, string>>;
  html: string;
  sections: readonly { anchor: string; title: string; text: string }[];
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
  const sections: { anchor: string; title: string; text: string }[] = [];
  let title = '';
  for (const node of tree.children) {
    const text = textOf(node);
    if (node.type === 'element' && /^h[1-6]$/.test(node.tagName)) {
      const anchor = slugger.slug(text);
      node.properties['id'] = anchor;
      if (title === '') title = text;
      sections.push({ anchor, title: text, text: '' });
    } else if (sections.length > 0) {
      sections.at(-1)!.text += ` ${text}`;
    }
  }
  for (const node of tree.children) if (node.type === 'element') mend(node, path);
  nameRegions(tree.children);
  return { name: basename(path, '.md'), path, title, head: headOf(yaml), html: toHtml(tree), sections };
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

/** Links lead within the site or to the web; what scrolls sideways is reached by keyboard; no image is fetched. */
function mend(element: Element, path: string): void {
  if (element.tagName === 'a') mendLink(element, path);
  if (element.tagName === 'pre') Object.assign(element.properties, { tabIndex: 0, role: 'region' });
  element.children = element.children.flatMap((child): ElementContent[] => {
    if (child.type !== 'element') return [child];
    if (child.tagName === 'img') return [{ type: 'text', value: String(child.properties['alt'] ?? '') }];
    mend(child, path);
    return [child];
  });
  if (element.tagName === 'table') {
    const table: Element = { ...element };
    element.tagName = 'div';
    element.properties = { className: ['scrolls'], tabIndex: 0, role: 'region' };
    element.children = [table];
  }
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
  // A file of the repository is no part of the site.
  link.tagName = 'span';
  link.properties = /^[\w./-]+$/.test(file) ? { title: target } : {};
}

function textOf(node: Root['children'][number] | ElementContent): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}
