/**
 * Card data has no place to be: no column, no field, no log line, no stored payload holds it.
 * The service scrubs what it stores with these lists, and the rule `no-card-data` judges declarations by them.
 * Names are compared word by word (`cardNumber`, `card_number` and `card-number` are the same two words),
 * never by substring. Requirement numbers are those of PCI DSS 4.0.1.
 */

/** Names that mean card data wherever they stand. */
export const prohibitedNames: readonly { words: string; requirement: string }[] = [
  ...['cvv', 'cvv 2', 'cvc', 'cvc 2', 'cvn', 'cvn 2', 'card security code', 'card verification code'].map((words) => ({
    words,
    requirement: '3.3.1.2',
  })),
  ...['card verification value', 'card verification number'].map((words) => ({ words, requirement: '3.3.1.2' })),
  ...['pin block'].map((words) => ({ words, requirement: '3.3.1.3' })),
  ...['magnetic stripe', 'magstripe', 'track 1', 'track 2', 'track 1 data', 'track 2 data', 'full track data'].map(
    (words) => ({ words, requirement: '3.3.1.1' }),
  ),
  ...['full pan', 'raw pan', 'card pan', 'primary account number'].map((words) => ({ words, requirement: '3.5.1' })),
  ...['card number', 'credit card number', 'debit card number', 'cc number', 'card num', 'cc num'].map((words) => ({
    words,
    requirement: '3.5.1',
  })),
];

/** Names that mean card data only inside something about cards or payments, or beside a prohibited name. */
export const prohibitedInCardContext: readonly { words: string; requirement: string }[] = [
  { words: 'number', requirement: '3.5.1' },
  { words: 'pan', requirement: '3.5.1' },
  { words: 'cid', requirement: '3.3.1.2' },
  { words: 'csc', requirement: '3.3.1.2' },
  { words: 'security code', requirement: '3.3.1.2' },
  { words: 'track data', requirement: '3.3.1.1' },
];

/** A parent with one of these words in its name is about cards or payments. */
export const cardContextWords: readonly string[] = ['card', 'cards', 'payment', 'payments', 'creditcard', 'debitcard'];

/** Cards that pay nothing: they make no card context. */
export const otherCards: readonly string[] = ['gift', 'loyalty', 'discount', 'sim', 'identity', 'id', 'business'];

/** Last words of names that hold a result, a token or a permitted part, not the value itself. */
export const harmlessLastWords: readonly string[] = [
  ...['check', 'checks', 'status', 'result', 'token', 'present', 'required', 'provided', 'collection', 'response'],
  ...['last 4', 'brand', 'bin', 'fingerprint', 'type', 'valid', 'match', 'error', 'message', 'label', 'placeholder'],
];

/** Which digits open a card number, and how long it may be. Source: ISO/IEC 7812 ranges as the networks publish them. */
export const issuers: readonly { name: string; prefixes: readonly [number, number][]; lengths: readonly number[] }[] = [
  { name: 'Visa', prefixes: [[4, 4]], lengths: [13, 16, 19] },
  // prettier-ignore
  { name: 'Mastercard', prefixes: [[51, 55], [2221, 2720]], lengths: [16] },
  // prettier-ignore
  { name: 'American Express', prefixes: [[34, 34], [37, 37]], lengths: [15] },
  // prettier-ignore
  { name: 'Discover', prefixes: [[6011, 6011], [644, 649], [65, 65]], lengths: [16, 17, 18, 19] },
  // prettier-ignore
  { name: 'Diners Club', prefixes: [[300, 305], [36, 36], [38, 39]], lengths: [14, 15, 16, 17, 18, 19] },
  { name: 'JCB', prefixes: [[3528, 3589]], lengths: [16, 17, 18, 19] },
  { name: 'UnionPay', prefixes: [[62, 62]], lengths: [16, 17, 18, 19] },
  // prettier-ignore
  { name: 'Maestro', prefixes: [[5018, 5018], [5020, 5020], [5038, 5038], [5893, 5893], [6304, 6304], [6759, 6763]], lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
];

/** What stands where card data stood. */
export const removedText = '[card data removed]';
