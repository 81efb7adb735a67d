import { posix } from 'node:path';
import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';
import { constantOf } from './constant.ts';
import { unitOf } from './units.ts';
import { isBound, isFaint, wordsOf } from './words.ts';

/** A number that policies/ owns, and the words of its name by what they say. */
export interface PolicyNumber {
  /** `policies/backup.ts#billing.retentionDays`: how a runbook names it. */
  id: string;
  file: string;
  /** The exported constant it is, or is part of. */
  constant: string;
  value: number;
  /** `day` of `retentionDays`; the last word where no unit of time or size is among them. */
  unit: string;
  /** `retention`: what the last part of the name says besides the unit; words that name nothing are in `faint`. */
  subject: string[];
  faint: string[];
  /** `billing`: the parts before the last. */
  parents: string[];
  /** `backup`: the file's own name. */
  topic: string[];
}

/** Nobody's numbers: 0, and 1 of anything but time or size (`1 MiB`), mean "none" and "one" wherever they stand. */
export function isTrivial(value: number, unit: string | undefined): boolean {
  if (value === 0 || !Number.isFinite(value)) return true;
  return value === 1 && (unit === undefined || unitOf(unit) === undefined);
}

/** Every number that a policy file exports: constants, and numeric leaves of exported objects. Lists are not read. */
export function policyNumbersIn(file: ts.SourceFile): PolicyNumber[] {
  const ts = compiler();
  const exported = file.statements
    .filter((statement) => ts.isVariableStatement(statement))
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true);
  return exported.flatMap(({ declarationList }) =>
    declarationList.declarations.flatMap(({ name, initializer }) =>
      ts.isIdentifier(name) && initializer !== undefined ? leavesOf(initializer, [name.text], file.fileName) : [],
    ),
  );
}

function leavesOf(node: ts.Expression, name: string[], file: string): PolicyNumber[] {
  const ts = compiler();
  const value = constantOf(node);
  if (value !== undefined) {
    const number = policyNumber(file, name, value);
    return isTrivial(value, number.unit) ? [] : [number];
  }
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node))
    return leavesOf(node.expression, name, file);
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name))
      ? leavesOf(property.initializer, [...name, property.name.text], file)
      : [],
  );
}

function policyNumber(file: string, name: string[], value: number): PolicyNumber {
  const words = wordsOf(name.at(-1)!).filter((word) => !isBound(word));
  const unit = words.findLast((word) => unitOf(word) !== undefined) ?? words.at(-1) ?? '';
  const rest = words.filter((word) => word !== unit);
  return {
    id: `${file}#${name.join('.')}`,
    ...{ file, constant: name[0]!, value, unit },
    subject: rest.filter((word) => !isFaint(word)),
    faint: rest.filter(isFaint),
    parents: name.slice(0, -1).flatMap(wordsOf),
    topic: wordsOf(posix.basename(file, '.ts')),
  };
}
