import { removedText } from '../../policies/card-data.ts';
import { withoutCardNumbers } from '../../policies/card-data/card-numbers.ts';
import { judgeName, makesCardContext, type NameVerdict } from '../../policies/card-data/field-names.ts';

/** Deeper than any object Stripe sends; a body nested deeper is refused before it can exhaust the stack. */
export const depthMax = 64;

/** Thrown for a value nested deeper than `depthMax`. */
export class TooDeep extends Error {}

interface NameJudgement {
  /** The name without card numbers: a sender can put one there as well. */
  name: string;
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
 * numbers in any text, number or field name. Returns how many of these it changed.
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
  for (const given of Object.keys(object)) {
    const value = object[given];
    const mayHoldValue = value !== null && typeof value !== 'boolean';
    if (!mayHoldValue && given.length < digitsMin) continue;
    const { name, verdict, makesContext } = judgementOf(given);
    if (name !== given) {
      delete object[given];
      object[name] = value;
      changes += 1;
    }
    if (!mayHoldValue) continue;
    if (isForbidden(verdict, inCardContext) && value !== removedText) {
      object[name] = removedText;
      changes += 1;
    } else if (isContainer(value)) {
      changes += scrubContainer(value, makesContext, depth + 1);
    } else if (holdsCardNumber(value)) {
      object[name] = withoutCardNumber(value);
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
  if (typeof value !== 'number' || (Number.isInteger(value) && Math.abs(value) < 10 ** (digitsMin - 1))) return false;
  // A number beyond 2^53 has lost its last digits, so its check digit proves nothing either way: it goes.
  return Math.abs(value) > Number.MAX_SAFE_INTEGER || withoutCardNumbers(String(value), '') !== String(value);
}

function withoutCardNumber(value: unknown): string {
  return typeof value === 'string' ? withoutCardNumbers(value, removedText) : removedText;
}

function isForbidden(verdict: NameVerdict, inCardContext: boolean): boolean {
  return verdict === 'prohibited' || (verdict === 'contextual' && inCardContext);
}

function judgementOf(given: string): NameJudgement {
  const known = judgements.get(given);
  if (known !== undefined) return known;
  const name = withoutCardNumbers(given, removedText);
  const judgement = { name, verdict: judgeName(name), makesContext: makesCardContext(name) };
  // A card number must not stay in memory either.
  if (name === given && judgements.size < judgementsMax) judgements.set(given, judgement);
  return judgement;
}
