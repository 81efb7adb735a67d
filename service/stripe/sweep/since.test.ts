import { expect, test } from 'vitest';
import { readSince } from './since.ts';

const now = new Date('2026-11-24T12:00:00Z');

test.each([
  ['2026-11-24T06:15:00Z', '2026-11-24T06:15:00.000Z'],
  ['2026-11-24T06:15:00.999Z', '2026-11-24T06:15:00.000Z'],
  ['2026-11-24T06:15Z', '2026-11-24T06:15:00.000Z'],
  ['2026-11-24T08:15:00+02:00', '2026-11-24T06:15:00.000Z'],
  ['2024-02-29T00:00:00-11:30', '2024-02-29T11:30:00.000Z'],
  ['1795500900', '2026-11-24T06:15:00.000Z'],
  ['2026-11-24T12:00:00Z', '2026-11-24T12:00:00.000Z'],
  ['1h', '2026-11-24T11:00:00.000Z'],
  ['48h', '2026-11-22T12:00:00.000Z'],
  ['2d', '2026-11-22T12:00:00.000Z'],
  ['30d', '2026-10-25T12:00:00.000Z'],
])('%s is a time', (text, time) => {
  expect(readSince(text, now).toISOString()).toBe(time);
});

test.each([
  ...['', 'yesterday', '2026-11-24', '06:15:00Z', '2026-11-24T06:15:00', '2026-11-24 06:15:00Z', '-6h'],
  ...['0h', '02d', '2w', '2 d', '1.5h', '2D', '10000d', 'd', '1d12h'],
  ...['2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '2026-11-24T25:00:00Z', '20261124', '1795500900000', '1e9'],
  ...[' 2026-11-24T06:15:00Z', '2026-11-24T06:15:00Z\n', '+2026-11-24T06:15:00Z'],
])('%j is not a time with its zone: wrong use, with an example', (text) => {
  const fix = expect.stringContaining('2026-11-24T06:15:00Z') as string;
  expect(() => readSince(text, now)).toThrow(expect.objectContaining({ exitCode: 2, fix }));
});

test('a second ahead is the future: wrong use', () => {
  expect(() => readSince('2026-11-24T12:00:01Z', now)).toThrow('"2026-11-24T12:00:01Z" is in the future');
  expect(() => readSince('1795521601', now)).toThrow('is in the future');
});
