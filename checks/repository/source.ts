import { createRequire } from 'node:module';
import type { ts } from 'ts-morph';

const require = createRequire(import.meta.url);

/** The TypeScript compiler, loaded when the first file has to be parsed: it costs a quarter of a second. */
export function compiler(): typeof ts {
  return (require('ts-morph') as typeof import('ts-morph')).ts;
}

/** A text that is not of the language its name promises; thrown by readers of every language. */
export class SyntaxFault extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.name = 'SyntaxFault';
    this.offset = offset;
  }
}

/** One file as text, and as syntax for those who ask. `path` is relative to the repository's root, with slashes. */
export class Source {
  readonly path: string;
  readonly text: string;
  #syntax: ts.SourceFile | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /**
   * TypeScript or JavaScript as the compiler's own nodes, parents set; parsed once, for all rules.
   * Throws a SyntaxFault where the text cannot be parsed.
   */
  get syntax(): ts.SourceFile {
    if (this.#syntax === undefined) {
      const { createSourceFile, JSDocParsingMode, ScriptTarget, flattenDiagnosticMessageText } = compiler();
      // JSDoc says something about types in JavaScript alone; parsing it in TypeScript as well costs a tenth more.
      const options = { languageVersion: ScriptTarget.Latest, jsDocParsingMode: JSDocParsingMode.ParseForTypeInfo };
      const parsed = createSourceFile(this.path, this.text, options, true);
      const [fault] = (parsed as unknown as { parseDiagnostics: readonly ts.DiagnosticWithLocation[] })
        .parseDiagnostics;
      if (fault !== undefined) throw new SyntaxFault(flattenDiagnosticMessageText(fault.messageText, ' '), fault.start);
      this.#syntax = parsed;
    }
    return this.#syntax;
  }
}

/** Whether the compiler reads files of this name. */
export function isScript(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}
