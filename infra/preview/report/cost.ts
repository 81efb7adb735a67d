import Table from 'cli-table3';
import type { Estimate } from '../../cost/estimate.ts';
import { priceList } from '../../cost/prices.ts';
import { folded, paragraph } from './layout.ts';

/** The dearest items, or all of them, and what is not in the sum. */
export function costLines({ lines, usd, unpriced }: Estimate, { all }: { all: boolean }): string[] {
  const shown = all ? lines : lines.slice(0, itemsShown);
  const rest = lines.slice(shown.length);
  const table = new Table({
    head: ['a month', 'quantity', '', 'each', 'USD'],
    colAligns: ['left', 'right', 'left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { item, quantity, unit, unitUsd, usd: sum, assumed } of shown) {
    table.push([assumed ? `${item} ~` : item, rounded(quantity), unit, String(unitUsd), sum.toFixed(2)]);
  }
  if (rest.length > 0) {
    const sum = rest.reduce((total, line) => total + line.usd, 0);
    table.push([`${rest.length} more items (--all)`, '', '', '', sum.toFixed(2)]);
  }
  return [
    `cost: about ${inUsd(usd)} a month`,
    ...table.toString().split('\n'),
    ...paragraph(
      '  ',
      `${priceList.region}, on demand, prices of ${priceList.date} (infra/cost/prices.ts); ~ is an assumption (infra/cost/usage.ts)`,
    ),
    ...unpricedLines(unpriced),
  ];
}

/** As many as a screen has room for. */
const itemsShown = 8;

function unpricedLines(unpriced: Estimate['unpriced']): string[] {
  const byProblem = Map.groupBy(unpriced, ({ problem }) => problem);
  return [...byProblem].flatMap(([problem, alike]) => {
    const names = alike.map(({ type, name }) => `${type} ${name}`);
    return paragraph('  ', `not in the sum: ${problem}: ${folded('', names, Infinity)}`);
  });
}

/** A sum of money, without cents, as people say it. */
export function inUsd(usd: number): string {
  return `${Math.round(usd).toLocaleString('en-US')} USD`;
}

function rounded(quantity: number): string {
  return Number(quantity.toFixed(1)).toLocaleString('en-US');
}
