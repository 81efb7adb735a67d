import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import type { Code, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { exitCode, Failure } from '../../failure.ts';
import { type Fence, fenceKinds, type Head, headSchema, type Page, type Step } from './page.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'runbooks');
/** Indexes and records of decisions: nobody walks through them. */
const noPages = /^(?:decisions\/.*|(?:.*\/)?README\.md)$/;

/** All pages by name, sorted, with their paths. */
function pagePaths(): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !noPages.test(path))
    .map((path) => [basename(path, '.md'), join(folder, path)] as const);
  return new Map(paths.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The names of all pages, sorted. */
export function pageNames(): string[] {
  return [...pagePaths().keys()];
}

/**
 * Reads a page by its name, `restore-billing`, or by the path of its file. Throws a Failure (exit 2) where there is none,
 * and one (exit 1) where it is not written as pages are.
 */
export function readPage(nameOrPath: string): Page {
  const path = nameOrPath.endsWith('.md') ? resolve(nameOrPath) : pagePaths().get(nameOrPath);
  if (path === undefined) throw noPage(nameOrPath);
  return parsePage(textOf(path, nameOrPath), relative(root, path));
}

function textOf(path: string, asGiven: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw noPage(asGiven, error);
  }
}

function noPage(asGiven: string, cause?: unknown): Failure {
  const why = cause === undefined ? '' : ` (${(cause as NodeJS.ErrnoException).code})`;
  return new Failure(`there is no page ${JSON.stringify(asGiven)}${why}`, {
    fix: 'take the name of one: ./bulkhead runbook --list',
    exitCode: exitCode.wrongUse,
    cause,
  });
}

/** Reads a page's text; `path` is where it lies, from the root of the repository. */
export function parsePage(text: string, path: string): Page {
  const [all = '', yaml] = /^---\n([^]*?)\n---\n/.exec(text) ?? [];
  if (yaml === undefined) throw fault(path, 1, 'the front matter is missing');
  // Lines stay what they are in the file.
  const body = '\n'.repeat(all.split('\n').length - 1) + text.slice(all.length);
  const blocks = fromMarkdown(body).children;
  const title = blocks.find((block) => block.type === 'heading');
  if (title?.type !== 'heading' || title.depth !== 1) throw fault(path, lineOf(blocks[0]), 'a title is missing');
  return {
    name: basename(path, '.md'),
    path,
    title: headingText(title, body),
    head: readHead(yaml, path),
    steps: stepsOf(blocks, body, path),
  };
}

function readHead(yaml: string, path: string): Head {
  try {
    return headSchema.parse(parse(yaml));
  } catch (error) {
    if (error instanceof YAMLParseError) throw fault(path, 1, `the front matter is no YAML: ${error.message}`);
    if (error instanceof z.ZodError) throw fault(path, 1, `the front matter: ${z.prettifyError(error)}`);
    throw error;
  }
}

function stepsOf(blocks: readonly RootContent[], body: string, path: string): Step[] {
  const steps: Step[] = [];
  let section = '';
  let prose: RootContent[] = [];
  const end = (fence?: Fence) => {
    if (prose.length > 0 || fence !== undefined) {
      const text = prose.length === 0 ? '' : body.slice(startOf(prose[0]!), endOf(prose.at(-1)!));
      steps.push({ section, text, line: prose.length === 0 ? fence!.line - 1 : lineOf(prose[0]), fence });
    }
    prose = [];
  };
  for (const block of blocks) {
    if (block.type === 'code') {
      end(readFence(block, path));
    } else if (block.type === 'heading') {
      end();
      section = headingText(block, body);
    } else {
      prose.push(block);
    }
  }
  end();
  return steps;
}

function readFence(block: Code, path: string): Fence {
  const kind = fenceKinds.find((known) => known === block.meta);
  if (kind === undefined || !block.lang) {
    throw fault(path, lineOf(block), `a fence says its language and its kind, one of: ${fenceKinds.join(', ')}`);
  }
  return { language: block.lang, kind, text: block.value, line: lineOf(block) + 1 };
}

function headingText(heading: Extract<RootContent, { type: 'heading' }>, body: string): string {
  return body.slice(startOf(heading), endOf(heading)).replace(/^#+ */, '');
}

// A tree that was read from text has positions.
const startOf = (block: RootContent) => block.position!.start.offset!;
const endOf = (block: RootContent) => block.position!.end.offset!;
const lineOf = (block: RootContent | undefined) => block?.position?.start.line ?? 1;

function fault(path: string, line: number, problem: string): Failure {
  return new Failure(`${path}:${line}: ${problem}`, { fix: 'write it as the other pages are written' });
}
