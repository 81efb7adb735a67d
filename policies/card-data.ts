/**
 * Card data has no place to be: no column, no field, no log line, no stored payload holds it.
 * The service scrubs what it stores with these lists, and the rule `no-card-data` judges declarations by them.
 * Names are compared word by word (`cardNumber`, `card_number` and `card-number` are the same two words),
 * never by substring. Requirement numbers are those of PCI DSS 4.0.1.
 */

/** Names that mean card data wherever they stand. */
export const prohibitedNames: readonly { words: string; requirement: string }[] = [
  ...['cvv', 'cvv 2', 'cvc', 'cvc 2', 'cvn', 'cvn 2', 'ccv', 'card security code', 'card verification code'].map(
    (words) => ({
      words,
      requirement: '3.3.1.2',
    }),
  ),
  ...['card verification value', 'card verification number'].map((words) => ({ words, requirement: '3.3.1.2' })),
  ...['pin block'].map((words) => ({ words, requirement: '3.3.1.3' })),
  ...[
    'magnetic stripe',
    'mag stripe',
    'magstripe',
    'track 1',
    'track 2',
    'track 1 data',
    'track 2 data',
    'full track data',
  ].map((words) => ({ words, requirement: '3.3.1.1' })),
  ...['full pan', 'raw pan', 'card pan', 'primary account number'].map((words) => ({ words, requirement: '3.5.1' })),
  ...['card number', 'credit card number', 'debit card number', 'cc number', 'card num', 'cc num'].map((words) => ({
    words,
    requirement: '3.5.1',
  })),
  ...['card no', 'cc no', 'card numbers', 'cc numbers'].map((words) => ({ words, requirement: '3.5.1' })),
];

/** Words after a prohibited name that change nothing: `cvvCode` is a cvv, `cardNumberEncrypted` still a card number. */
export const neutralLastWords: readonly string[] = [
  ...['code', 'value', 'raw', 'plain', 'plaintext', 'encrypted', 'digits', 'data', 'number', 'no'],
];

/** What each requirement keeps out, in the words that a finding uses. */
export const requirements: Readonly<Record<string, string>> = {
  '3.3.1.1': 'magnetic stripe data',
  '3.3.1.2': 'a card verification code',
  '3.3.1.3': 'a PIN block',
  '3.5.1': 'a card number',
};

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

/**
 * Where something is declared in source, and not stored, more lists decide: there a name is all there is to judge.
 * First words of names that say something about the value: a flag, a handler.
 */
export const harmlessFirstWords: readonly string[] = [
  ...[
    'is',
    'has',
    'show',
    'hide',
    'require',
    'requires',
    'needs',
    'allow',
    'enable',
    'validate',
    'format',
    'on',
    'set',
  ],
  ...['hidden', 'invalid', 'missing'],
];

/** Words anywhere in a name that leave of the value what may be shown, or make the name one of the screen's. */
export const harmlessWords: readonly string[] = [
  ...['masked', 'mask', 'redacted', 'truncated', 'obfuscated', 'tokenized'],
  ...['last 4', 'last four', 'first 6', 'first six', 'icon', 'color', 'colour', 'label', 'placeholder', 'error'],
];

/** Prohibited names that mean something else outside of cards: a mixer has a `track1`, a stream its viewers (`ccv`). */
export const ambiguousNames: readonly string[] = ['track 1', 'track 2', 'ccv'];

/** Last words of what is declared where its fields say something about a value: `FormErrors` has a `cvc` that is a sentence. */
export const aboutValues: readonly string[] = [
  ...['error', 'errors', 'message', 'messages', 'label', 'labels', 'placeholder', 'placeholders', 'hints', 'rules'],
  ...['touched', 'styles', 'classes', 'translations', 'validators'],
];

/** Words that make a card a box on a screen, a card of a game or a count, unless its name says which bank card it is. */
export const otherCardWords: readonly string[] = [
  ...['props', 'component', 'grid', 'header', 'footer', 'layout', 'style', 'styles', 'button', 'icon', 'title', 'deck'],
  ...['container', 'skeleton', 'story', 'panel', 'widget', 'carousel', 'game', 'hand', 'count', 'counter', 'stats'],
  ...['stat', 'summary', 'metric', 'dashboard', 'kanban', 'trello', 'product', 'profile', 'user', 'team', 'article'],
  ...['score', 'report', 'player'],
];

/** Words right before `card` that say which one it is, and that it pays nothing: a paper, a pass, a toy, a device. */
export const cardsWithoutMoney: readonly string[] = [
  ...[
    'identification',
    'citizen',
    'national',
    'resident',
    'residence',
    'residency',
    'green',
    'voter',
    'ration',
    'family',
  ],
  ...[
    'aadhar',
    'aadhaar',
    'adhaar',
    'pan',
    'tax',
    'social',
    'health',
    'insurance',
    'medicare',
    'medical',
    'vaccination',
  ],
  ...['professional', 'press', 'license', 'licence', 'permit', 'warranty', 'student', 'school', 'library', 'reader'],
  ...['staff', 'employee', 'visitor', 'attendance', 'time', 'punch', 'access', 'key', 'door', 'badge'],
  ...['member', 'membership', 'club', 'bonus', 'reward', 'rewards', 'points', 'stamp', 'transit', 'transport', 'bus'],
  ...['playing', 'trading', 'player', 'flash', 'score', 'report', 'wild', 'post', 'greeting', 'v'],
  ...['memory', 'graphics', 'video', 'sound', 'network', 'sd'],
];

/** Fields of a payment that was made or is due: its number counts payments, unless fields of a card stand beside it. */
export const paymentRecordFields: readonly string[] = [
  ...[
    'amount',
    'total',
    'remaining',
    'currency',
    'paid',
    'paid at',
    'due',
    'due at',
    'due on',
    'overdue',
    'status',
    'url',
  ],
];

/** First words of fields that a card has, and a payment does not. */
export const cardFieldWords: readonly string[] = ['exp', 'expiry', 'expiration', 'expires', 'holder', 'cardholder'];

/** What a payment has besides the card, with a number of its own. */
export const otherPaymentWords: readonly string[] = [
  ...['reference', 'invoice', 'receipt', 'order', 'request', 'batch', 'document', 'voucher', 'terminal', 'account'],
  ...['phone', 'bank', 'check', 'cheque', 'transfer'],
];

/** Fields that only a card of a game or a collection has. */
export const otherCardFields: readonly string[] = [
  ...['suit', 'rank', 'deck', 'rarity', 'mana', 'player', 'question', 'answer'],
  ...['set', 'set name', 'player name', 'edition', 'foil', 'grade'],
];

/** Which digits open a card number, and how long it may be. Source: ISO/IEC 7812 ranges as the networks publish them. */
export const issuers: readonly Issuer[] = [
  { name: 'Visa', prefixes: [[4, 4]], lengths: [13, 16, 19], usual: 16 },
  // prettier-ignore
  { name: 'Mastercard', prefixes: [[51, 55], [2221, 2720]], lengths: [16], usual: 16 },
  // prettier-ignore
  { name: 'American Express', prefixes: [[34, 34], [37, 37]], lengths: [15], usual: 15 },
  // prettier-ignore
  { name: 'Discover', prefixes: [[6011, 6011], [644, 649], [65, 65]], lengths: [16, 17, 18, 19], usual: 16 },
  // prettier-ignore
  { name: 'Diners Club', prefixes: [[300, 305], [36, 36], [38, 39]], lengths: [14, 15, 16, 17, 18, 19] },
  { name: 'JCB', prefixes: [[3528, 3589]], lengths: [16, 17, 18, 19], usual: 16 },
  { name: 'UnionPay', prefixes: [[62, 62]], lengths: [16, 17, 18, 19], usual: 16 },
  // prettier-ignore
  { name: 'Maestro', prefixes: [[5018, 5018], [5020, 5020], [5038, 5038], [5893, 5893], [6304, 6304], [6759, 6763]], lengths: [12, 13, 14, 15, 16, 17, 18, 19], usual: 16 },
];

export interface Issuer {
  name: string;
  prefixes: readonly [number, number][];
  lengths: readonly number[];
  /**
   * The length of nearly all its cards. The rarer ones are those of barcodes, phone numbers and ids, too; so are the 14
   * digits of Diners Club, which a French company's SIRET has with the same check digit.
   */
  usual?: number;
}

/**
 * What the networks, Stripe, Adyen, Authorize.net, Braintree and Worldpay publish for tests, and what no person's card can be. Source
 * code may hold these; the service scrubs them like any other. https://docs.stripe.com/testing
 */
export const testNumbers: readonly string[] = [
  ...['4242424242424242', '4111111111111111', '4012888888881881', '4222222222222', '4100000000000019'],
  ...['4111111145551142', '4166676667666746', '4217651111111119', '4263970000005262', '4263982640269299'],
  ...['4005519200000004', '4009348888881881', '4012000033330026', '4012000077777777', '4500600000000061'],
  ...['4001919257537193', '4007702835532454', '4917484589897107', '4444333322221111', '4462030000000000'],
  ...['4484070000000000', '4646464646464644', '4911830000000', '4917610000000000', '4917300800000000'],
  ...['4988438843884305', '5555555555554444', '5105105105105100', '5200828282828210', '5200000000000007'],
  ...['5454545454545454', '5500000000000004', '5555341244441115', '5577000055770004', '5100290029002909'],
  ...['5123456789012346', '5123450000000008', '5425233430109903', '5111111111111118', '5200000000001005'],
  ...['2223003122003222', '2223000048400011', '2221000000000009', '2720990000000007'],
  ...['378282246310005', '371449635398431', '378734493671000', '343434343434343', '370000000000002'],
  ...['371144371144376', '341111111111111', '374245455400126', '6011111111111117', '6011000990139424'],
  ...['6011000000000004', '6011000000000012', '6011601160116611', '6011981111111113', '6510000000000034'],
  ...['30569309025904', '38520000023237', '36227206271667', '36259600000004', '36700102000000', '36006666333344'],
  ...['3056930009020004', '38000000000006', '3530111333300000', '3566002020360505', '3566111111111113'],
  ...['3569990010095841', '3528000700000000', '6200000000000005', '6200000000000047', '6205500000000000004'],
  ...['4007000000027', '4012888818888', '5424000000000015', '2223000010309703', '3088000000000017'],
  ...['6555900000604105', '6304000000000000', '6759649826438453', '675964982648', '6771798021000008'],
];

/** Stripe makes every number of a country, a decline or a dispute in these ranges, and no bank gives cards out of them. */
export const testPrefixes: readonly string[] = ['400000', '400005'];

/** What stands where card data stood. */
export const removedText = '[card data removed]';
