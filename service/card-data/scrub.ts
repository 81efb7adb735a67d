import { removedText } from '../../policies/card-data.ts';
import { isCardNumber, withoutCardNumbers } from './card-numbers.ts';
import { judgeName, makesCardContext, type NameVerdict } from './field-names.ts';

/** Deeper than any object Stripe sends; a body nested deeper is refused before it can exhaust the stack. */
export const depthMax = 64;

/** Thrown for a value nested deeper than `depthMax`. */
export class TooDeep extends Error {}

interface NameJudgement {
  verdict: NameVerdict;
  makesContext: boolean;
}

/** Field names repeat endlessly, so each is judged once. Bounded, because a sender chooses the names of its metadata. */
const judgements = new Map<string, NameJudgement>();
const judgementsMax = 10_000;

/** The shortest card number. */
const digitsMin = 12;

/**
 * Removes card data from a parsed JSON value, in place: values of fields that policies/card-data.ts forbids, and card
 * numbers in any text or number. Returns how many values it changed.
 */
export function scrub(value: unknown): number {
  return isContainer(value) ? scrubContainer(value, false, 0) : 0;
}

type Container = Record<string, unknown> | unknown[];

function scrubContainer(container: Container, inCardContext: boolean, depth: number): number {
  if (depth > depthMax) throw new TooDeep(`nested deeper than ${depthMax} levels`);
  return Array.isArray(container)
    ? scrubList(container, inCardContext, depth)
    : scrubObject(container, inCardContext, depth);
}

function scrubList(list: unknown[], inCardContext: boolean, depth: number): number {
  let changes = 0;
  for (const [index, value] of list.entries()) {
    if (isContainer(value)) {
      changes += scrubContainer(value, inCardContext, depth + 1);
    } else if (holdsCardNumber(value)) {
      list[index] = withoutCardNumber(value);
      changes += 1;
    }
  }
  return changes;
}

/** Object.keys and not for-in: objects of ever new shapes would have the engine compile this loop again and again. */
function scrubObject(object: Record<string, unknown>, inCardContext: boolean, depth: number): number {
  let changes = 0;
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === null || typeof value === 'boolean') continue;
    const name = judgementOf(key);
    if (isForbidden(name.verdict, inCardContext) && value !== removedText) {
      object[key] = removedText;
      changes += 1;
    } else if (isContainer(value)) {
      changes += scrubContainer(value, name.makesContext, depth + 1);
    } else if (holdsCardNumber(value)) {
      object[key] = withoutCardNumber(value);
      changes += 1;
    }
  }
  return changes;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function holdsCardNumber(value: unknown): boolean {
  if (typeof value === 'string') return value.length >= digitsMin && withoutCardNumbers(value, removedText) !== value;
  // A number beyond 2^53 has lost its last digits, so its check digit proves nothing either way: it goes.
  return (
    typeof value === 'number' &&
    value >= 10 ** (digitsMin - 1) &&
    (value > Number.MAX_SAFE_INTEGER || isCardNumber(String(value)))
  );
}

function withoutCardNumber(value: unknown): string {
  return typeof value === 'string' ? withoutCardNumbers(value, removedText) : removedText;
}

function isForbidden(verdict: NameVerdict, inCardContext: boolean): boolean {
  return verdict === 'prohibited' || (verdict === 'contextual' && inCardContext);
}

function judgementOf(name: string): NameJudgement {
  const known = judgements.get(name);
  if (known !== undefined) return known;
  const judgement = { verdict: judgeName(name), makesContext: makesCardContext(name) };
  if (judgements.size < judgementsMax) judgements.set(name, judgement);
  return judgement;
}
