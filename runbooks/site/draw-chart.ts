import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** A number of the policy that points are to stay below. */
export interface Limit {
  /** What it is to a reader: the objective, the alarm. */
  name: string;
  value: number;
}

interface Drawn {
  id: string;
  unit: string;
  points: readonly { at: string; value: number }[];
  limits?: readonly Limit[];
}

/** Of a size that can be read on a phone, and the same for every chart, so that their axes stand in columns. */
const [width, height] = [280, 170];
/** Room around the axes: what they count, and what a limit is. */
const padding = { left: 52, top: 36, right: 104, bottom: 72 };
const ticks = 5;
/** What the axis counts, lying down: nobody has to turn the head. */
const unitAbove = { titleAngle: 0, titleAlign: 'left', titleX: 8 - padding.left, titleY: -20 } as const;

/** Where a limit is so many times above every point, an axis that reached it would draw them all at its foot. */
const farAbove = 20;
/** A range of days is read by its days; a shorter one by its hours as well, one of minutes by its seconds too. */
const hoursShownDaysMax = 3;
const secondsShownDaysMax = 0.01;
const dayMilliseconds = 24 * 60 * 60 * 1000;

const ink = 'currentColor';
const x = { field: 'at', type: 'temporal' } as const;
const y = { field: 'value', type: 'quantitative' } as const;

/**
 * One chart as SVG, called by the heading and the summary of its figure. No colour of its own: the page's style gives it,
 * light and dark. The points carry a class to be found by.
 */
export async function drawChart({ id, unit, points, limits = [] }: Drawn): Promise<string> {
  const top = Math.max(1, ...points.map(({ value }) => value));
  const shown = limits.filter(({ value }) => value <= farAbove * top);
  const far = limits.filter((limit) => !shown.includes(limit));
  const axis = {
    ...{ domainColor: ink, gridColor: ink, gridOpacity: 0.15, labelColor: ink, tickColor: ink, titleColor: ink },
    ...{ labelFontSize: 14, titleFontSize: 14 },
  };
  const specification: TopLevelSpec = {
    ...{ width, height, padding, autosize: 'none', background: 'transparent' },
    view: { stroke: null },
    config: { aria: false, axis, axisX: { labelAngle: 0, tickCount: 3, labelOverlap: true } },
    data: { values: points.map(({ at, value }) => ({ at, value })) },
    layer: [
      {
        // One point has no course to show.
        mark: { type: 'line', color: ink, opacity: points.length === 1 ? 0 : 0.5 },
        encoding: {
          x: { ...x, title: 'time (UTC)', scale: { type: 'utc' }, axis: { labelExpr: timeLabels(points) } },
          y: {
            ...{ ...y, title: unit },
            scale: { domain: [0, Math.max(top, ...shown.map(({ value }) => value))], nice: ticks },
            axis: { tickMinStep: 1, format: ',d', tickCount: ticks, ...unitAbove },
          },
        },
      },
      { mark: { type: 'point', filled: true, color: ink, opacity: 1, size: 30 }, encoding: { x, y } },
      ...shown.flatMap((limit, index) =>
        lineOf(limit, unit, limits.length === 1 ? 'middle' : index === 0 ? 'top' : 'bottom'),
      ),
      ...far.map((limit, index) => writing([limit.name, `${amountOf(limit, unit)} ↑`], { value: 36 * index }, 'top')),
    ],
  };
  const view = new View(parse(compile(specification).spec), { renderer: 'none' });
  try {
    // One picture with one name: what is in it has none of its own.
    const svg = (await view.toSVG()).replaceAll(/ (?:role|aria-roledescription)="[^"]*"/g, '');
    return svg.replace('<svg', `<svg role="img" aria-labelledby="${id}-title ${id}-summary"`);
  } finally {
    view.finalize();
  }
}

type Baseline = 'top' | 'middle' | 'bottom';

/** What is no point is drawn one time, not one time a point. */
const once = { values: [{}] };

/** A dashed line, and beside it what it is. */
function lineOf(limit: Limit, unit: string, baseline: Baseline) {
  const at = { datum: limit.value };
  return [
    { data: once, mark: { type: 'rule' as const, color: ink, strokeDash: [6, 4] }, encoding: { y: at } },
    writing([`${limit.name} ${amountOf(limit, unit)}`], at, baseline),
  ];
}

function writing(text: string[], at: { datum: number } | { value: number }, baseline: Baseline) {
  const mark = { type: 'text' as const, text, align: 'left' as const, baseline, dx: 6, fontSize: 13, color: ink };
  return { data: once, mark, encoding: { x: { value: 'width' as const }, y: at } };
}

/** `6 h`. */
function amountOf({ value }: Limit, unit: string): string {
  const symbol = { hours: 'h', seconds: 's', milliseconds: 'ms' }[unit] ?? unit;
  return `${value.toLocaleString('en')} ${symbol}`;
}

function timeLabels(points: Drawn['points']): string {
  const times = points.map(({ at }) => Date.parse(at));
  const days = (Math.max(...times) - Math.min(...times)) / dayMilliseconds;
  const day = `utcFormat(datum.value, '%d %b'), utcFormat(datum.value, '%Y')`;
  const hour = days > secondsShownDaysMax || days === 0 ? '%H:%M' : '%H:%M:%S';
  return days > hoursShownDaysMax ? `[${day}]` : `[utcFormat(datum.value, '${hour}'), ${day}]`;
}
