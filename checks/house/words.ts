/** Words that say the same of a number: what is kept for 90 days has a retention of 90 days. */
const synonyms: Readonly<Record<string, string>> = {
  ...{ keep: 'retention', kept: 'retention', retain: 'retention', retained: 'retention' },
  ...{ ms: 'millisecond', hourly: 'hour' },
};

/** Bounds rather than subjects: a name means the same number with and without them. */
const bounds = new Set(['max', 'min', 'maximum', 'minimum', 'default', 'most', 'least']);

/** Words that measure or join, and so name no subject by themselves. */
const faint = new Set([
  ...['age', 'size', 'length', 'count', 'time', 'timeout', 'wait', 'delay', 'period', 'limit', 'interval', 'every'],
  ...['after', 'before', 'in', 'of', 'per', 'at', 'on', 'for', 'to', 'and', 'the', 'a', 'until', 'within'],
]);

/** The words of a name or a sentence, in lower case and singular: `keepsDays`, `keeps-days`, "keeps … days" alike. */
export function wordsOf(text: string): string[] {
  return (text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => {
    const plain = singular(word.toLowerCase());
    return synonyms[plain] ?? plain;
  });
}

export function isBound(word: string): boolean {
  return bounds.has(word);
}

export function isFaint(word: string): boolean {
  return faint.has(word);
}

function singular(word: string): string {
  if (word.length < 4 || /(ss|us|is)$/.test(word)) return word;
  return word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.replace(/s$/, '');
}
