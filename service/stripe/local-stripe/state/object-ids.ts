import { type Random, seededRandom, seedFor } from './seeded-random.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** What follows the prefix in Stripe's ids: short ones are random, long ones begin with a 1 or a 3. */
const forms: Record<string, { length: number; head: string }> = {
  acct: { length: 17, head: '1' },
  ed_test: { length: 20, head: '6' },
  evt_test: { length: 20, head: '6' },
  cs_test: { length: 60, head: 'a1' },
  cus: { length: 14, head: '' },
  prod: { length: 14, head: '' },
  si: { length: 14, head: '' },
  req: { length: 14, head: '' },
  whsec: { length: 32, head: '' },
  pi: { length: 24, head: '3' },
  ch: { length: 24, head: '3' },
};
const usual = { length: 24, head: '1' };

/** Makes ids in Stripe's forms. Every prefix has its own stream, so reading never changes what is made next. */
export class ObjectIds {
  readonly #seed: number;
  readonly #streams = new Map<string, Random>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The next id of a kind, for example `next('sub')` is `sub_1` and 23 more letters or digits. */
  next(prefix: string): string {
    const { length, head } = forms[prefix] ?? usual;
    return `${prefix}_${head}${this.letters(prefix, length - head.length)}`;
  }

  /** Letters and digits of a stream, for invoice prefixes, fingerprints and the like. */
  letters(stream: string, length: number): string {
    let random = this.#streams.get(stream);
    if (random === undefined) {
      random = seededRandom(seedFor(this.#seed, stream));
      this.#streams.set(stream, random);
    }
    let made = '';
    for (let index = 0; index < length; index += 1) made += alphabet[Math.floor(random() * alphabet.length)];
    return made;
  }
}
