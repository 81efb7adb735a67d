import Table from 'cli-table3';
import type { Comparison } from './compare.ts';
import type { Measurement } from './measured-process.ts';

export type Contender = 'floor' | 'first' | 'second' | 'depcruise' | 'eslint';

/** Prints both tables, each place that is wrong, and the closing line. Returns whether the findings were exact. */
export function report(
  best: Readonly<Record<Contender, Measurement>>,
  comparisons: readonly Comparison[],
  secondsByModules: Readonly<Record<number, number>>,
): boolean {
  const times = table(['', 'seconds', 'peak MiB', 'to the check']);
  for (const [name, { seconds, peakMebibytes }] of Object.entries(best)) {
    times.push([name, seconds.toFixed(2), Math.round(peakMebibytes), rounded(seconds / best.first.seconds)]);
  }
  const rules = table(['rule', 'planted', 'found', 'false alarms']);
  for (const { rule, planted, found, falseAlarms } of comparisons) {
    rules.push([rule, planted, found, falseAlarms.length]);
  }
  const missed = comparisons.flatMap((one) => one.missed.map((place) => `missed: ${one.rule} at ${place}`));
  const falseAlarms = comparisons.flatMap((one) => one.falseAlarms.map((place) => `false: ${one.rule} at ${place}`));
  const figures = {
    seconds: rounded(best.first.seconds),
    peak_mib: Math.round(best.first.peakMebibytes),
    planted: sum(comparisons.map(({ planted }) => planted)),
    found: sum(comparisons.map(({ found }) => found)),
    false_alarms: falseAlarms.length,
    second_run_seconds: rounded(best.second.seconds),
    floor_seconds: rounded(best.floor.seconds),
    depcruise_seconds: rounded(best.depcruise.seconds),
    eslint_seconds: rounded(best.eslint.seconds),
    seconds_by_modules: mapped(secondsByModules, rounded),
    linearity: linearity(secondsByModules),
  };
  const closing = { bench: 'check', ratios: ratiosOf(best), figures };
  for (const line of [times.toString(), rules.toString(), ...missed, ...falseAlarms, JSON.stringify(closing)]) {
    process.stdout.write(`${line}\n`);
  }
  return missed.length + falseAlarms.length === 0;
}

function ratiosOf({ floor, first, depcruise, eslint }: Readonly<Record<Contender, Measurement>>) {
  return {
    depcruise_to_check: rounded(depcruise.seconds / first.seconds),
    eslint_to_check: rounded(eslint.seconds / first.seconds),
    check_to_floor: rounded(first.seconds / floor.seconds),
  };
}

/** 1 is linear: the most modules take as much longer than a quarter of them as there are more of them; 1.5 is not. */
function linearity(secondsByModules: Readonly<Record<number, number>>): number {
  const most = Math.max(...Object.keys(secondsByModules).map(Number));
  return rounded(secondsByModules[most]! / secondsByModules[most / 4]! / 4);
}

function table(head: string[]) {
  const colAligns = head.map((_, index) => (index === 0 ? ('left' as const) : ('right' as const)));
  return new Table({ head, colAligns, style: { head: [], border: [], compact: true } });
}

function mapped(values: Readonly<Record<string, number>>, change: (value: number) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
