import type { Code, Heading, InlineCode, Link, Nodes, Text } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { requireShallowMarkdown } from '../syntax/markdown.ts';
import { frontMatterOf } from './front-matter.ts';

/** A part of a page, and where it stands in it. */
export interface Part {
  text: string;
  start: number;
  end: number;
}

/** A fenced block: what follows its first three backticks, and the code. */
export interface Fence extends Part {
  info: Part;
}

/** A page as these rules read it. */
export interface Page {
  /** The YAML between the first two lines of dashes; undefined where there is none. */
  head: Part | undefined;
  fences: Fence[];
  /** Code within a line. */
  codes: Part[];
  headings: Part[];
  /** `text` is where it leads. */
  links: Part[];
  /** Words outside of code; a link that is called as its file is left out. */
  prose: Part[];
}

/** Emphasis is not read: it changes no word, and takes a parser quadratic time where somebody wants it to. */
const withoutEmphasis = { disable: { null: ['attention'] } };

/** Throws a SyntaxFault where the text nests too deeply. */
export function pageIn(text: string): Page {
  requireShallowMarkdown(text);
  const matter = frontMatterOf(text);
  const head = matter && { text: matter.text, start: matter.start, end: matter.start + matter.text.length };
  const bodyStart = matter?.bodyStart ?? 0;
  const page: Page = { head, fences: [], codes: [], headings: [], links: [], prose: [] };
  // Spaces in place of the head, so that every place is one in the page.
  const body = text.slice(0, bodyStart).replaceAll(/[^\n]/g, ' ') + text.slice(bodyStart);
  const open: Nodes[] = [fromMarkdown(body, { extensions: [withoutEmphasis] })];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isNamedAsItsFile(node)) page.links.push({ ...placeOf(node), text: node.url });
    else {
      keep(page, node, text);
      if ('children' in node) open.push(...node.children.toReversed());
    }
  }
  return page;
}

function keep(page: Page, node: Nodes, text: string): void {
  if (node.type === 'code') page.fences.push(fenceAt(node, text));
  else if (node.type === 'inlineCode') page.codes.push(partAt(node));
  else if (node.type === 'heading') page.headings.push({ ...placeOf(node), text: textOf(node) });
  else if (node.type === 'link' || node.type === 'definition' || node.type === 'image')
    page.links.push({ ...placeOf(node), text: node.url });
  else if (node.type === 'text') page.prose.push({ ...placeOf(node), text: sourceOf(node, text) });
}

/** `[service-down](../service-down.md)`: the file's name, and no word. */
function isNamedAsItsFile(node: Nodes): node is Link {
  return (
    node.type === 'link' &&
    node.url
      .replace(/\.md(?:#.*)?$/, '')
      .split('/')
      .at(-1) === textOf(node)
  );
}

function fenceAt(node: Code, text: string): Fence {
  const place = placeOf(node);
  const [line = '', ...rest] = text.slice(place.start, place.end).split('\n');
  const info = line.replace(/^[`~]+/, '').trim();
  // Where it says nothing, the place is its backticks.
  const from = place.start + (info === '' ? 0 : line.indexOf(info));
  return {
    ...{ text: node.value, start: rest.length === 0 ? place.end : place.start + line.length + 1, end: place.end },
    info: { text: info, start: from, end: place.start + line.trimEnd().length },
  };
}

function partAt(node: InlineCode): Part {
  return { ...placeOf(node), text: node.value };
}

function sourceOf(node: Text, text: string): string {
  const { start, end } = placeOf(node);
  return text.slice(start, end);
}

function placeOf({ position }: Nodes): { start: number; end: number } {
  return { start: position!.start.offset!, end: position!.end.offset! };
}

/** What a reader sees of a heading or link. */
function textOf(node: Heading | Link): string {
  const open: Nodes[] = [node];
  let seen = '';
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if ('value' in next && next.type !== 'html') seen += next.value;
    if ('children' in next) open.push(...next.children.toReversed());
  }
  return seen;
}
