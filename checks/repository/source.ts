import { createRequire } from 'node:module';
import type { ts } from 'ts-morph';
import { modifiersMax } from '../../policies/check.ts';
import { withinStack } from '../syntax/nesting.ts';
import { rooted } from '../syntax/rooted.ts';
import { SyntaxFault } from '../syntax/syntax-fault.ts';

export { SyntaxFault };

const require = createRequire(import.meta.url);
let loaded: typeof ts | undefined;

/**
 * The TypeScript compiler that ts-morph ships, loaded when the first file has to be parsed. It is loaded without the
 * wrappers around it, which nobody here uses: that takes half the time and 30 MB less.
 */
export function compiler(): typeof ts {
  loaded ??= createRequire(require.resolve('ts-morph'))('@ts-morph/common/dist/typescript.js') as typeof ts;
  return loaded;
}

interface Parsed {
  file: ts.SourceFile;
  nodes: readonly ts.Node[];
}

/** One file as text, and as syntax for those who ask. `path` is relative to the repository's root, with slashes. */
export class Source {
  readonly path: string;
  readonly text: string;
  #parsed: Parsed | SyntaxFault | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /**
   * TypeScript or JavaScript as the compiler's own nodes, parents set; parsed once, for all rules. A tree may be some
   * thousand levels deep, so it is walked by nodesIn of syntax/nodes.ts and not by recursion.
   * Throws a SyntaxFault where the text cannot be parsed.
   */
  get syntax(): ts.SourceFile {
    return this.#parse().file;
  }

  /** Every node of `syntax`, itself included, in the order of the text; those of JSDoc left out. Throws as it does. */
  get nodes(): readonly ts.Node[] {
    return this.#parse().nodes;
  }

  #parse(): Parsed {
    this.#parsed ??= parse(this.path, this.text);
    if (this.#parsed instanceof SyntaxFault) throw this.#parsed;
    return this.#parsed;
  }
}

/** The tree, or why there is none. */
function parse(path: string, text: string): Parsed | SyntaxFault {
  try {
    return parsed(path, text);
  } catch (error) {
    if (error instanceof SyntaxFault) return error;
    throw error;
  }
}

const modifierRun = new RegExp(
  String.raw`(?:\b(?:abstract|accessor|async|declare|export|override|private|protected|public|readonly|static)\s+){${modifiersMax}}`,
);

function parsed(path: string, text: string): Parsed {
  const run = modifierRun.exec(text);
  if (run !== null) throw new SyntaxFault(`${modifiersMax} modifiers follow each other`, run.index);
  const { createSourceFile, forEachChild, JSDocParsingMode, ScriptTarget, flattenDiagnosticMessageText } = compiler();
  // JSDoc says something about types in JavaScript alone; parsing it in TypeScript as well costs a tenth more.
  const options = { languageVersion: ScriptTarget.Latest, jsDocParsingMode: JSDocParsingMode.ParseForTypeInfo };
  const file = withinStack(() => createSourceFile(path, text, options));
  const [fault] = (file as unknown as { parseDiagnostics: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics;
  if (fault !== undefined) throw new SyntaxFault(flattenDiagnosticMessageText(fault.messageText, ' '), fault.start);
  return { file, nodes: rooted(file, forEachChild) };
}

/** Whether the compiler reads files of this name. */
export function isScript(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}
