import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';
import { nodesIn } from '../syntax/nodes.ts';
import { constantOf } from './constant.ts';
import { namesAround } from './names-around.ts';
import { isTrivial } from './policy-numbers.ts';
import { quantitiesIn } from './quantities-in-text.ts';
import type { Quantity } from './quantity.ts';
import { impliedUnit, unitOf } from './units.ts';
import { wordsOf } from './words.ts';

/** The numbers of a file that some name holds, and on demand those that its strings speak of. */
export function quantitiesInCode(file: ts.SourceFile, { strings }: { strings: boolean }): Quantity[] {
  const isLeaf = (node: ts.Node) => constantOf(node) !== undefined;
  return [...nodesIn(file, { isLeaf })].flatMap((node) => {
    const value = constantOf(node);
    if (value !== undefined) return numberAt(node, value, file);
    return strings && isText(node) && /\d/.test(node.text) ? quantitiesOfText(node, file) : [];
  });
}

function numberAt(node: ts.Node, value: number, file: ts.SourceFile): Quantity[] {
  const { holders, enclosing } = namesAround(node);
  if (holders.length === 0) return [];
  const name = [...new Set(holders.flatMap(wordsOf))];
  const unit = holders.flatMap((holder) => impliedUnit(holder) ?? lastUnit(holder) ?? [])[0];
  if (isTrivial(value, unit)) return [];
  const units = unit === undefined ? name : [unit];
  const words = [...new Set([...name, ...enclosing.flatMap(wordsOf)])];
  return [{ start: node.getStart(file), end: node.getEnd(), value, units, name, words }];
}

function lastUnit(name: string): string | undefined {
  return wordsOf(name).findLast((word) => unitOf(word) !== undefined);
}

function isText(node: ts.Node): node is ts.LiteralLikeNode {
  const ts = compiler();
  if (ts.isStringLiteral(node)) return !ts.isImportDeclaration(node.parent) && !ts.isExportDeclaration(node.parent);
  return (
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node) ||
    ts.isJsxText(node)
  );
}

function quantitiesOfText(node: ts.Node, file: ts.SourceFile): Quantity[] {
  const { holders, enclosing } = namesAround(node);
  const start = node.getStart(file);
  return quantitiesIn(file.text.slice(start, node.getEnd()), start, [...holders, ...enclosing].flatMap(wordsOf));
}
