import { type Node as JsonNode, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { SyntaxFault } from '../repository/source.ts';
import type { Name } from './declaration.ts';

/** JSON and YAML alike: a map, a list, or a value. Anchors are not followed, so that a few lines cannot grow to millions. */
export type Tree = { entries: readonly Entry[] } | { items: readonly Tree[] } | { value: unknown; place?: Name };

export interface Entry {
  key: Name;
  value: Tree;
}

/** Nested deeper than any schema; what is deeper is not looked at. */
const depthMax = 200;

/** Reads JSON, with or without comments. Throws a SyntaxFault where it is neither. */
export function jsonTrees(text: string): Tree[] {
  const errors: ParseError[] = [];
  const root = bounded(() => parseTree(text, errors, { allowTrailingComma: true, disallowComments: false }));
  const [fault] = errors;
  if (fault !== undefined) throw new SyntaxFault(printParseErrorCode(fault.error), fault.offset);
  return root === undefined ? [] : [ofJson(root)];
}

function ofJson(node: JsonNode, depth = 0): Tree {
  if (depth > depthMax) return { value: null };
  if (node.type === 'array') return { items: (node.children ?? []).map((child) => ofJson(child, depth + 1)) };
  if (node.type !== 'object') return { value: node.value as unknown, place: quotedName(node) };
  return {
    entries: (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
      key === undefined || value === undefined ? [] : [{ key: quotedName(key), value: ofJson(value, depth + 1) }],
    ),
  };
}

function quotedName({ value, offset, length, type }: JsonNode): Name {
  const quote = type === 'string' ? 1 : 0;
  return { name: String(value), start: offset + quote, end: offset + length - quote };
}

/** Reads every document of a YAML text. Throws a SyntaxFault where one is broken. */
export function yamlTrees(text: string): Tree[] {
  const documents = bounded(() => parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false }));
  return [...documents].map((document) => {
    const [fault] = document.errors ?? [];
    if (fault !== undefined) throw new SyntaxFault(fault.message.split('\n')[0]!, fault.pos[0]);
    return ofYaml(document.contents, text);
  });
}

function ofYaml(node: unknown, text: string, depth = 0): Tree {
  if (depth > depthMax) return { value: null };
  if (isSeq(node)) return { items: node.items.map((item) => ofYaml(item, text, depth + 1)) };
  if (isMap(node)) {
    return {
      entries: node.items.flatMap(({ key, value }) => {
        const place = nameOf(key, text);
        return place === undefined ? [] : [{ key: place, value: ofYaml(value, text, depth + 1) }];
      }),
    };
  }
  const place = nameOf(node, text);
  return { value: isScalar(node) ? node.value : null, ...(place === undefined ? {} : { place }) };
}

/** Both parsers call themselves for each level, so text of a hundred thousand brackets exhausts the stack. */
function bounded<Value>(parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxFault('it is nested too deeply', 0);
    throw error;
  }
}

function nameOf(node: unknown, text: string): Name | undefined {
  if (!isScalar(node) || node.range === undefined || node.range === null) return undefined;
  const [start, end] = node.range;
  const quote = text[start] === '"' || text[start] === "'" ? 1 : 0;
  return { name: String(node.value), start: start + quote, end: end - quote };
}
