import { fromMarkdown } from 'mdast-util-from-markdown';
import { requireShallowMarkdown } from '../../syntax/markdown.ts';
import { SyntaxFault } from '../../syntax/syntax-fault.ts';
import type { Place } from '../command.ts';
import { anywhere } from '../directory.ts';
import { Excerpt } from '../excerpt.ts';
import { linesOf } from '../lines.ts';
import { containerPlaces } from './containers.ts';
import { dockerfilePlaces } from './dockerfile.ts';
import { jsonFencePlaces } from './package-json.ts';
import { makefilePlaces } from './makefile.ts';
import { anyPipeline, pipelinePlaces } from './pipeline.ts';

const shellLanguages =
  /^(?:sh|bash|zsh|shell|console|terminal|shell-session|shellscript|session|sh-session|cmd|cli|command|fish|powershell|ps1?)$/;

/** The code blocks of a Markdown text whose language holds commands, or which name none. */
export function markdownPlaces(source: Excerpt, path: string): Place[] {
  requireShallowMarkdown(source.text);
  return codeBlocksOf(source).flatMap(({ language, code }) => {
    if (!/prisma|\bdb\b|\bnpm\b|\bpnpm\b|\byarn\b|\bbun\b/.test(code.text)) return [];
    if (language === null || language === '') return transcript(code, true);
    if (shellLanguages.test(language)) return transcript(code, false);
    try {
      return embedded(language, code, path);
    } catch (fault) {
      if (fault instanceof SyntaxFault) return [];
      throw fault;
    }
  });
}

/** Examples in other languages are often pieces; one that cannot be parsed is never run as it stands. */
function embedded(language: string, code: Excerpt, path: string): Place[] {
  if (/^(?:json|jsonc|json5)$/.test(language)) return jsonFencePlaces(code, path).map(elsewhere);
  if (/^ya?ml$/.test(language)) return [...pipelinePlaces(code, anyPipeline), ...containerPlaces(code)].map(elsewhere);
  if (/^docker(?:file)?$/.test(language)) return dockerfilePlaces(code);
  if (/^make(?:file)?$/.test(language)) return makefilePlaces(code, path).map(elsewhere);
  return [];
}

function elsewhere(place: Place): Place {
  return { ...place, directory: { base: null, path: place.directory.base === null ? place.directory.path : '' } };
}

function codeBlocksOf(source: Excerpt): { language: string | null; code: Excerpt }[] {
  const blocks: { language: string | null; code: Excerpt }[] = [];
  const nodes = [...fromMarkdown(source.text, { extensions: [blocksAlone] }).children] as {
    type: string;
    children?: unknown[];
  }[];
  for (const node of nodes) {
    if (node.type === 'code') blocks.push(codeBlock(source, node as unknown as CodeNode));
    else for (const child of node.children ?? []) nodes.push(child as (typeof nodes)[number]);
  }
  return blocks;
}

/**
 * What stands within a line, and the underlines that make a line a heading, are not read: they take a parser quadratic
 * time where somebody wants them to, and hold no code block.
 */
const blocksAlone = {
  disable: {
    null: [
      ...['attention', 'autolink', 'codeText', 'htmlText', 'labelEnd', 'labelStartImage', 'labelStartLink'],
      'setextUnderline',
    ],
  },
};

interface CodeNode {
  lang: string | null;
  value: string;
  position: { start: { offset: number }; end: { offset: number } };
}

function codeBlock(source: Excerpt, { lang, value, position: { start, end } }: CodeNode) {
  const fenced = /^(?:```|~~~)/.test(source.text.slice(start.offset, start.offset + 3));
  const from = fenced ? source.text.indexOf('\n', start.offset) + 1 : start.offset;
  const code = source.decoded(from, Math.max(from, end.offset), value);
  return { language: lang === null ? null : lang.toLowerCase().replace(/[^\w-].*$/, ''), code };
}

/** Shell, or what a terminal showed: where lines begin with a prompt, only these are commands. */
function transcript(code: Excerpt, loose: boolean): Place[] {
  const known = code.replace(/<[A-Za-z][\w .|/-]{0,60}>/g, () => '$PLACEHOLDER');
  const lines = linesOf(known);
  if (!lines.some(({ text }) => prompt.test(text))) {
    // What prints messages quotes commands between backticks, which a shell would run.
    return [{ script: loose ? known.replace(/`/g, () => '_') : known, directory: anywhere, loose }];
  }
  const commands: Excerpt[] = [];
  let continues = false;
  for (const line of lines) {
    const found = prompt.exec(line.text);
    if (found !== null || continues) {
      commands.push(line.part(found?.[0].length ?? 0, line.text.length));
      continues = line.text.trimEnd().endsWith('\\');
    }
  }
  return [{ script: Excerpt.join(commands), directory: anywhere }];
}

const prompt = /^\s*(?:[\w@:~/.-]{0,40})[$%❯] +/;
