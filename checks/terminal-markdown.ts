import { styleText } from 'node:util';
import type { ListItem, PhrasingContent, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

type Style = Parameters<typeof styleText>[0];

/**
 * Markdown for a terminal: colours instead of marks, everything else as it is written. Knows what the rules' pages
 * use; any other construct stays as its source.
 */
export function terminalMarkdown(source: string): string {
  const sourceOf = (node: RootContent) => source.slice(node.position?.start.offset, node.position?.end.offset);

  const block = (node: RootContent): string => {
    if (node.type === 'heading') return paint(['bold', 'underline'], inlines(node.children));
    if (node.type === 'paragraph') return inlines(node.children);
    if (node.type === 'code') return indent(paint('cyan', node.value), '    ');
    if (node.type === 'blockquote') return indent(node.children.map(block).join('\n\n'), '  ');
    if (node.type === 'list')
      return node.children.map((one, index) => item(one, node.ordered === true ? `${index + 1}. ` : '- ')).join('\n');
    return sourceOf(node);
  };
  const item = ({ children }: ListItem, mark: string) =>
    `${mark}${indent(children.map(block).join('\n'), ' '.repeat(mark.length)).trimStart()}`;
  const inlines = (nodes: readonly PhrasingContent[]): string => nodes.map(inline).join('');
  const inline = (node: PhrasingContent): string => {
    if (node.type === 'text') return node.value;
    if (node.type === 'strong') return paint('bold', inlines(node.children));
    if (node.type === 'emphasis') return paint('italic', inlines(node.children));
    if (node.type === 'inlineCode') return paint('cyan', node.value);
    if (node.type === 'link') return `${inlines(node.children)} (${node.url})`;
    return sourceOf(node);
  };

  return `${fromMarkdown(source).children.map(block).join('\n\n')}\n`;
}

function paint(style: Style, text: string): string {
  return styleText(style, text, { validateStream: false });
}

function indent(text: string, by: string): string {
  return text.replaceAll(/^(?=.)/gm, by);
}
