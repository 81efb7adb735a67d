import { describe, expect, test } from 'vitest';
import { prohibitedInCardContext, prohibitedNames, requirements } from '../card-data.ts';
import { judgementOf, judgeName, makesCardContext, wordsOf } from './field-names.ts';

test.each([
  ['cardNumber', ['card', 'number']],
  ['card_number', ['card', 'number']],
  ['card-number', ['card', 'number']],
  ['card number', ['card', 'number']],
  ['CardNumber', ['card', 'number']],
  ['CARD_NUMBER', ['card', 'number']],
  ['CVV2', ['cvv', '2']],
  ['track2Data', ['track', '2', 'data']],
  ['rawPANValue', ['raw', 'pan', 'value']],
  ['__card__number__', ['card', 'number']],
  ['', []],
  ['卡号', []],
])('%j is the words %j', (name, words) => expect(wordsOf(name)).toEqual(words));

describe('prohibited wherever it stands', () => {
  test.each([
    ...['cvv', 'CVV', 'cvv2', 'CVV2', 'cvc', 'cvc_2', 'cvn', 'cvn2', 'cardSecurityCode', 'card_verification_code'],
    ...['card_verification_value', 'cardVerificationNumber', 'pin_block', 'pinBlock', 'magnetic_stripe', 'magstripe'],
    ...['track1', 'track_2', 'track2Data', 'full_track_data', 'full_pan', 'rawPan', 'cardPAN', 'primaryAccountNumber'],
    ...['card_number', 'cardnumber', 'CARDNUMBER', 'credit-card-number', 'creditCardNumber', 'debit_card_number'],
    ...['cc_number', 'ccNumber', 'card_num', 'ccnum'],
    ...[
      'cvvCode',
      'cvvcode',
      'cvc_value',
      'cvv number',
      'cardNumberEncrypted',
      'card_no',
      'card_numbers',
      'magstripe_data',
    ],
    // Words before it do not soften it.
    ...['customer_card_number', 'customerCvc', 'old_cvv', 'billing.card.number', 'payment card cvc'],
  ])('%s', (name) => expect(judgeName(name)).toBe('prohibited'));
});

describe('card data only inside something about cards', () => {
  test.each(['number', 'Number', 'pan', 'PAN', 'cid', 'csc', 'security_code', 'trackData'])('%s', (name) =>
    expect(judgeName(name)).toBe('contextual'),
  );
});

describe('clean: a result, a token, a permitted part, another card, or another word', () => {
  test.each([
    // Results, tokens and what PCI DSS permits to be shown.
    ...['last4', 'card_last4', 'card_number_last4', 'brand', 'exp_month', 'exp_year', 'cvc_check', 'cvv_status'],
    ...['cvcResult', 'cvc_response', 'cardNumberToken', 'card_number_fingerprint', 'cvv_required', 'cvc_provided'],
    ...['card_bin', 'cvc_error', 'card_number_placeholder', 'cardNumberLabel', 'cvcPresent', 'cvc_collection'],
    // Cards that pay nothing.
    ...[
      'gift_card',
      'gift_card_number',
      'giftCardNumber',
      'loyalty_card_number',
      'sim_card_number',
      'business_card_num',
    ],
    // Words are compared whole: none of these holds one.
    ...['span', 'company', 'panel', 'discard_number', 'scorecard_number', 'postcard_number', 'civic', 'cvcx', 'xcvc'],
    ...['cidr', 'incident', 'soundtrack_2', 'pancake', 'cardinal_number', 'card_numbers_seen', 'invoice_number'],
    ...['phone_number', 'account_number', 'tax_id', 'number_of_cards', 'description', 'metadata', ''],
  ])('%s', (name) => expect(judgeName(name)).toBe('clean'));
});

describe('what makes the names inside it about cards', () => {
  test.each([
    'card',
    'cards',
    'new_card',
    'cardDetails',
    'payment',
    'payment_method_details',
    'payments',
    'creditcard',
  ])('%s does', (name) => expect(makesCardContext(name)).toBe(true));
  test.each([
    'gift_card',
    'id_card',
    'discountCard',
    'identity_payment',
    'invoice',
    'scorecard',
    'repayment',
    'postcards',
  ])('%s does not', (name) => expect(makesCardContext(name)).toBe(false));
});

describe('the requirement behind a judgement', () => {
  test.each([
    ['cvc', '3.3.1.2'],
    ['pinBlock', '3.3.1.3'],
    ['track2Data', '3.3.1.1'],
    ['customerCardNumber', '3.5.1'],
    ['pan', '3.5.1'],
    ['csc', '3.3.1.2'],
  ])('%s is kept out by %s', (name, requirement) => expect(judgementOf(name)).toMatchObject({ requirement }));

  test('every one of them has words for it', () => {
    for (const { requirement } of [...prohibitedNames, ...prohibitedInCardContext])
      expect(requirements[requirement], requirement).toBeDefined();
  });
});
