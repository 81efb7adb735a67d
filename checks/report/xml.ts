import { inert } from './inert.ts';

/** An XML element. `content` is XML already: elements, or lines that xmlLines() made. */
export function element(name: string, attributes: Readonly<Record<string, string | number>>, content = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(String(value))}"`);
  const head = `<${name}${written.join('')}`;
  return content === '' ? `${head}/>\n` : `${head}>\n${content}</${name}>\n`;
}

/** Lines of text inside an element. */
export function xmlLines(lines: readonly string[]): string {
  return lines.map((line) => `${escape(line)}\n`).join('');
}

/** XML 1.0 has no way to write control characters and lone surrogates, so these are made inert first. */
function escape(text: string): string {
  return inert(text).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
