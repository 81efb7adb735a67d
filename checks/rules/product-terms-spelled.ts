import { pageIn, type Part } from '../house/page.ts';
import { isScript, type Source, compiler } from '../repository/source.ts';
import type { Rule } from '../rule.ts';

interface TermFacts {
  terms?: string[][];
  /** Words between which a term may be. */
  prose?: Part[];
}

const policyPath = 'policies/runbooks.ts';

/** Products are called what their owners call them. */
export const productTermsSpelled: Rule<TermFacts> = {
  id: 'product-terms-spelled',
  house: true,
  why: 'A reader searches for a name as it is written: two spellings are two results, and an auditor asks which is meant.',
  reads: (path) => path.endsWith('.md') || path === policyPath,
  mentions: () => true,
  extract(source) {
    return isScript(source.path) ? { terms: termsIn(source) } : { prose: pageIn(source.text).prose };
  },
  *judge(facts) {
    const terms = (facts.get(policyPath)?.terms ?? []).map(readTerm);
    for (const [file, { prose = [] }] of facts) {
      for (const { text, start: from } of prose) {
        for (const { term, pattern } of terms) {
          for (const { 0: found, index } of text.matchAll(pattern)) {
            const said = found.replaceAll(/\s+/g, ' ');
            if (said === term || said === capitalised(term)) continue;
            const start = from + index;
            const end = start + found.length;
            const edits = [{ start, end, text: term }];
            yield { file, start, end, problem: `${said} is spelled ${term}`, fix: `write ${term}`, edits };
          }
        }
      }
    }
  },
};

/** The lists of texts in `productTerms`. */
function termsIn({ nodes }: Source): string[][] {
  const ts = compiler();
  const declared = nodes.find((node) => ts.isVariableDeclaration(node) && node.name.getText() === 'productTerms');
  const list = declared !== undefined && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
  if (list === undefined || !ts.isArrayLiteralExpression(list)) return [];
  return list.elements.flatMap((parts) =>
    ts.isArrayLiteralExpression(parts)
      ? [parts.elements.flatMap((part) => (ts.isStringLiteralLike(part) ? [part.text] : []))]
      : [],
  );
}

/** What is part of a path, an address or a name in code is no word; nor is a card's magnetic stripe the company. */
function readTerm(parts: readonly string[]): { term: string; pattern: RegExp } {
  const apart = parts.map((part) => part.trim()).join('[\\s-]?');
  return {
    term: parts.join(''),
    pattern: new RegExp(`(?<!magnetic )(?<![\\w./@#-])${apart}(?=s?(?![\\w/@-]|\\.\\w))`, 'gi'),
  };
}

/** At the beginning of a sentence. */
function capitalised(term: string): string {
  return term[0]!.toUpperCase() + term.slice(1);
}
