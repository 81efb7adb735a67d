import { isSeq } from 'yaml';
import type { Place, Word } from '../command.ts';
import { anywhere } from '../directory.ts';
import type { Excerpt } from '../excerpt.ts';
import { pairsOf, yamlTrees } from '../../syntax/yaml.ts';
import { textOf, textsOf, wordsOfList } from './yaml.ts';

/** What a container runs, of compose files and Kubernetes manifests. Helm's templates are read around. */
export function containerPlaces(source: Excerpt): Place[] {
  const known = source
    .replace(/^[ \t]*\{\{[^{}\n]{0,300}\}\}[ \t]*$/gm, ([text]) => ' '.repeat(text.length))
    .replace(/\{\{[^{}\n]{0,300}\}\}/g, () => '$UNKNOWN');
  return yamlTrees(known.text).flatMap((node) => placesIn(known, node));
}

function placesIn(source: Excerpt, node: unknown): Place[] {
  if (isSeq(node)) return node.items.flatMap((item) => placesIn(source, item));
  const pairs = pairsOf(node);
  const value = (key: string) => pairs.find((pair) => pair.key === key)?.value;
  return [
    ...commandLine(source, value('command'), value('args')),
    ...commandLine(source, value('entrypoint'), value('command')),
    ...healthCheck(source, value('test')),
    ...pairs.flatMap((pair) => placesIn(source, pair.value)),
  ];
}

/** A program and its arguments, each a line of shell or a list of words; a list goes on in the next. */
function commandLine(source: Excerpt, program: unknown, rest: unknown): Place[] {
  const words = wordsOfList(source, program);
  const more = wordsOfList(source, rest) ?? [];
  if (words !== null) return [{ script: [...words, ...more], directory: anywhere }];
  const line = textOf(source, program);
  if (line !== null) return [{ script: line, directory: anywhere }];
  return program === undefined && more.length > 0 ? [{ script: more, directory: anywhere }] : [];
}

/** `["CMD", …]`, `["CMD-SHELL", "…"]`, or a line of shell. */
function healthCheck(source: Excerpt, test: unknown): Place[] {
  const [kind, ...words]: Word[] = wordsOfList(source, test) ?? [];
  if (kind?.text === 'CMD-SHELL') return words.map(({ inner }) => ({ script: inner, directory: anywhere }));
  if (kind !== undefined) return [{ script: words, directory: anywhere }];
  return textsOf(source, test).map((script) => ({ script, directory: anywhere }));
}
