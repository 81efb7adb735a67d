import { describe, expect, test } from 'vitest';
import { webhookUrlFault } from './webhook-url.ts';

const modes = [
  ['live', true],
  ['test', false],
] as const;

describe.each(modes)('in %s mode', (_mode, livemode) => {
  test.each([
    'https://shop.example.com/billing',
    'https://shop.example.com:8443/',
    // An app may live beside billing.
    ...['https://10.0.3.7/billing', 'https://172.16.0.9/', 'https://192.168.1.4/', 'https://[fd12:3456::7]/'],
    ...['https://shop.internal/', 'https://localhost.example.com/', 'https://169.254.169.254.example.com/'],
  ])('%s is posted to', (address) => expect(webhookUrlFault(address, livemode)).toBeUndefined());

  test.each([
    ...['', 'shop.example.com', '/billing', 'https://', 'https://[::1', 'https://a b/'],
    ...['ftp://shop.example.com/', 'file:///etc/passwd', 'javascript:0', 'gopher://127.0.0.1/'],
    ...['https://ada@shop.example.com/', 'https://:secret@shop.example.com/'],
    ...['http://shop.example.com/', 'http://10.0.3.7/', 'http://127.0.0.1.example.com/'],
    // Where a cloud keeps the credentials of its machines, in every form of the same address.
    ...['http://169.254.169.254/latest/meta-data/', 'https://169.254.169.254/', 'https://169.254.170.2/'],
    ...['https://2852039166/', 'https://0xa9fea9fe/', 'https://0251.0376.0251.0376/', 'https://169.254.43518/'],
    ...['https://169.254.169.254./', 'https://[::ffff:169.254.169.254]/', 'https://[fe80::1]/'],
    ...['https://[fd00:ec2::254]/', 'https://224.0.0.1/', 'https://255.255.255.255/', 'https://[ff02::1]/'],
  ])('%s is not posted to', (address) => expect(webhookUrlFault(address, livemode)).toBeDefined());

  test.each([
    ...['127.0.0.1', '127.9.9.9', '2130706433', '0x7f.1', '0.0.0.0', '[::1]', '[::ffff:7f00:1]', '[::]'],
    ...['localhost', 'LOCALHOST', 'localhost.', 'shop.localhost'],
  ])('this machine, as %s, is posted to only in test mode, and there without TLS too', (host) => {
    for (const scheme of ['https', 'http']) {
      expect(webhookUrlFault(`${scheme}://${host}:3000/billing`, livemode) === undefined, scheme).toBe(!livemode);
    }
  });
});
