import { isNode, isPair, isScalar, isSeq, isMap, type Node as YamlNode, parseAllDocuments } from 'yaml';
import { dataNestingMax } from '../../policies/check.ts';
import { requireShallow, withinStack } from './nesting.ts';
import { SyntaxFault } from './syntax-fault.ts';

/**
 * The contents of every document of a YAML text, with places; empty ones are left out. Aliases stay aliases, so that a
 * few lines cannot grow to millions. Throws a SyntaxFault where the text is none.
 */
export function yamlTrees(text: string): YamlNode[] {
  // The parser's own messages quote the line of each error, which takes quadratic time where there are many.
  const documents = withinStack(() =>
    withoutTraces(() =>
      parseAllDocuments(text, { strict: false, uniqueKeys: false, logLevel: 'silent', prettyErrors: false }),
    ),
  );
  return [...documents].flatMap((document) => {
    const [fault] = document.errors ?? [];
    if (fault !== undefined) throw new SyntaxFault(fault.message, fault.pos[0]);
    if (document.contents === null) return [];
    requireShallow<unknown>(document.contents, dataNestingMax, childrenOf, offsetOf);
    return document.contents;
  });
}

/** A hostile text has an error at each character: to write down where in the parser each was made takes longer than the parsing. */
function withoutTraces<Result>(work: () => Result): Result {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function childrenOf(node: unknown, visit: (child: unknown) => void): void {
  if (isMap(node) || isSeq(node)) node.items.forEach(visit);
  else if (isPair(node)) [node.key, node.value].forEach(visit);
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** The keys and values of a mapping, whose keys are scalars; none where it is something else. */
export function pairsOf(node: unknown): { key: string; value: unknown }[] {
  if (!isMap(node)) return [];
  return node.items.map(({ key, value }) => ({ key: isScalar(key) ? String(key.value) : '', value }));
}

export function valueAt(node: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((at, key) => (isMap(at) ? at.get(key, true) : undefined), node);
}
