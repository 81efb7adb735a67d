import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressesOf, isForAnybody, overlap } from './cidr.ts';

const seed = Number(process.env['SEED'] ?? '1');
const octet = fc.nat({ max: 255 });
const block = fc
  .tuple(octet, octet, octet, octet, fc.nat({ max: 32 }))
  .map(([a, b, c, d, prefix]) => ({ text: `${a}.${b}.${c}.${d}/${prefix}`, octets: [a, b, c, d], prefix }));

/** The same question by bits: two blocks meet where they agree in the bits of the shorter prefix. */
function bitsOf({ octets, prefix }: { octets: number[]; prefix: number }): string {
  return octets
    .map((value) => value.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, prefix);
}

describe('a block’s addresses', () => {
  test.each([
    ['10.0.0.0/16', { first: 167_772_160, last: 167_837_695 }],
    ['10.0.255.255/16', { first: 167_772_160, last: 167_837_695 }],
    ['0.0.0.0/0', { first: 0, last: 4_294_967_295 }],
    ['255.255.255.255/32', { first: 4_294_967_295, last: 4_294_967_295 }],
  ])('%s', (cidr, range) => {
    expect(addressesOf(cidr)).toEqual(range);
  });

  test.each(['10.0.0.0', '10.0.0/8', '10.0.0.256/8', '10.0.0.0/33', '::/0', '', '10.0.0.0/8 '])(
    '%s is none',
    (cidr) => {
      expect(addressesOf(cidr)).toBeUndefined();
    },
  );

  test('are as many as the prefix says, and the address is among them', () => {
    fc.assert(
      fc.property(block, ({ text, octets, prefix }) => {
        const { first, last } = addressesOf(text)!;
        const address = octets.reduce((sum, value) => sum * 256 + value, 0);
        expect(last - first + 1).toBe(2 ** (32 - prefix));
        expect(first <= address && address <= last).toBe(true);
      }),
      { seed },
    );
  });
});

describe('two blocks overlap', () => {
  test('exactly where the shorter prefix is the beginning of the longer one, in either order', () => {
    fc.assert(
      fc.property(block, block, (one, other) => {
        const [short, long] = [bitsOf(one), bitsOf(other)].toSorted((a, b) => a.length - b.length);
        expect(overlap(one.text, other.text)).toBe(long!.startsWith(short!));
        expect(overlap(other.text, one.text)).toBe(overlap(one.text, other.text));
      }),
      { seed },
    );
  });

  test('where one lies in the other', () => {
    fc.assert(
      fc.property(block, fc.nat({ max: 32 }), ({ text, octets, prefix }, wider) => {
        expect(overlap(text, `${octets.join('.')}/${Math.min(prefix, wider)}`)).toBe(true);
      }),
      { seed },
    );
  });

  test('where nobody can tell', () => {
    expect(overlap('fd00::/8', '10.0.0.0/8')).toBe(true);
  });
});

test.each([
  ['0.0.0.0/0', true],
  ['128.0.0.0/1', true],
  ['10.0.0.0/8', false],
  ['::/0', true],
  ['2000::/3', true],
  ['2001:db8::/32', false],
])('%s is for anybody: %s', (cidr, expected) => {
  expect(isForAnybody(cidr)).toBe(expected);
});
