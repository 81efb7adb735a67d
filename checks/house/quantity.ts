import type { PolicyNumber } from './policy-numbers.ts';
import { sameAmount, unitOf } from './units.ts';

/** A number that stands somewhere, and what the words around it say that it measures. */
export interface Quantity {
  start: number;
  end: number;
  value: number;
  /** One word where the text says the unit; all words of the name that holds the number where it says none. */
  units: string[];
  /** Words of the name that holds the number. */
  name: string[];
  /** Words around: of the sentence, or of the names that enclose the number; those of `name` among them. */
  words: string[];
}

/** Whether the number has a policy's value in its unit, or in another unit of the same kind. */
export function hasAmountOf(quantity: Quantity, policy: PolicyNumber): boolean {
  return quantity.units.some((unit) => sameAmount(quantity.value, unit, policy.value, policy.unit));
}

/** Whether the number is given in a policy's very unit. */
export function hasUnitOf(quantity: Quantity, policy: PolicyNumber): boolean {
  return quantity.units.includes(policy.unit);
}

/**
 * Whether the words around a number say what a policy's name says: two words of its subject (or the only one it has),
 * or a word of what encloses it together with its file's name or with a word that is faint alone. A policy without any
 * subject has a unit of its own that says enough (`connections`), unless that is a unit of time or size.
 */
export function isAbout(quantity: Quantity, policy: PolicyNumber): boolean {
  const shared = (words: readonly string[]) => new Set(words.filter((word) => quantity.words.includes(word))).size;
  if (policy.subject.length > 0 && shared(policy.subject) >= Math.min(2, new Set(policy.subject).size)) return true;
  if (shared(policy.parents) > 0 && (shared(policy.topic) > 0 || shared(policy.faint) > 0)) return true;
  return policy.subject.length + policy.parents.length === 0 && unitOf(policy.unit) === undefined;
}

/** Whether the name that holds a number says all that a policy's name says. */
export function isNamedAs(quantity: Quantity, policy: PolicyNumber): boolean {
  return [...policy.subject, ...policy.faint, policy.unit].every((word) => quantity.name.includes(word));
}
