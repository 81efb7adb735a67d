import type { Place } from './generate.ts';

/** How a report compares with what was planted: each rule for itself. */
export interface Comparison {
  rule: string;
  planted: number;
  found: number;
  missed: readonly string[];
  falseAlarms: readonly string[];
}

/** Compares by rule, file, line and column: a finding next to its place is both a miss and a false alarm. */
export function compare(planted: readonly Place[], findings: readonly Place[]): Comparison[] {
  const rules = new Set([...planted, ...findings].map(({ rule }) => rule));
  return [...rules].sort().map((rule) => {
    const wanted = new Set(placesOf(planted, rule));
    const given = placesOf(findings, rule);
    const missed = [...wanted].filter((place) => !given.includes(place));
    return {
      rule,
      planted: wanted.size,
      found: wanted.size - missed.length,
      missed,
      falseAlarms: given.filter((place, index) => !wanted.has(place) || given.indexOf(place) !== index),
    };
  });
}

function placesOf(places: readonly Place[], rule: string): string[] {
  return places.filter((place) => place.rule === rule).map(({ file, line, column }) => `${file}:${line}:${column}`);
}
