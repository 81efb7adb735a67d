interface Unit {
  dimension: 'time' | 'size';
  /** How many milliseconds or bytes one of it has. */
  factor: number;
}

const second = 1000;
const hour = 3600 * second;

/** Units that can be compared with each other. Any other noun is a unit too, and equal to itself alone. */
const units: Readonly<Record<string, Unit>> = {
  millisecond: { dimension: 'time', factor: 1 },
  second: { dimension: 'time', factor: second },
  minute: { dimension: 'time', factor: 60 * second },
  hour: { dimension: 'time', factor: hour },
  day: { dimension: 'time', factor: 24 * hour },
  week: { dimension: 'time', factor: 7 * 24 * hour },
  byte: { dimension: 'size', factor: 1 },
  kilobyte: { dimension: 'size', factor: 1000 },
  kibibyte: { dimension: 'size', factor: 1024 },
  megabyte: { dimension: 'size', factor: 1000 ** 2 },
  mebibyte: { dimension: 'size', factor: 1024 ** 2 },
  gigabyte: { dimension: 'size', factor: 1000 ** 3 },
  gibibyte: { dimension: 'size', factor: 1024 ** 3 },
};

/** What may stand for a unit right behind a number, and nowhere else. */
const abbreviations: Readonly<Record<string, string>> = {
  ...{ s: 'second', sec: 'second', min: 'minute', h: 'hour', hr: 'hour', d: 'day' },
  ...{ kb: 'kilobyte', kib: 'kibibyte', mb: 'megabyte', mib: 'mebibyte', gb: 'gigabyte', gib: 'gibibyte' },
};

/** Names of others that mean a unit without saying it: properties of Pulumi's AWS resources, and timers. */
const implied: Readonly<Record<string, string>> = {
  ...{ backupRetentionPeriod: 'day', deleteAfter: 'day', coldStorageAfter: 'day' },
  ...{ setTimeout: 'millisecond', setInterval: 'millisecond' },
};

export function unitOf(word: string): Unit | undefined {
  return Object.hasOwn(units, word) ? units[word] : undefined;
}

/** The unit's whole word, for what stands behind a number. */
export function unabbreviated(word: string): string {
  return Object.hasOwn(abbreviations, word) ? abbreviations[word]! : word;
}

/** The unit that a well-known name implies. */
export function impliedUnit(name: string): string | undefined {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return Object.hasOwn(implied, last) ? implied[last] : undefined;
}

/** Whether two amounts are one: 300 seconds are 5 minutes. */
export function sameAmount(value: number, unit: string, otherValue: number, otherUnit: string): boolean {
  const [one, other] = [unitOf(unit), unitOf(otherUnit)];
  if (one === undefined || other === undefined) return unit === otherUnit && value === otherValue;
  return one.dimension === other.dimension && value * one.factor === otherValue * other.factor;
}
