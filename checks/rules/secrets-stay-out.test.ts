import { describe, expect, test } from 'vitest';
import { findingsIn, testRule } from '../testing/test-rule.ts';
import { secretsStayOut } from './secrets-stay-out.ts';

/** Put together here, so that this file holds no secret: what a machine might have made, behind each prefix. */
const random = 'q7ZtB2mXw9LrK4vNc8Hy3PdS6fGj1TaE';
const upper = 'Q7ZTB2MXW4LRK5VN';
const aws = `${random}q7/tB+mX`;
const stripeKey = `sk_live_${random}`;
const restricted = `rk_live_${random.repeat(3)}`;
const organization = `sk_org_live_${random.repeat(5)}`;
const webhook = `whsec_${random}`;
const accessKey = `AKIA${upper}`;
const password = random.slice(0, 16);
const signs = 'Pa$$w0rd%21';
const letters = 'correcthorse';
const url = (credentials: string, host = 'db.shop.io', scheme = 'mysql') => `${scheme}://${credentials}@${host}/app`;
const words = Buffer.from('a-secret-of-the-tests-1').toString('base64').replaceAll('=', '');

testRule(secretsStayOut, {
  passes: {
    'test keys': `const keys = ['sk_test_${random}', 'rk_test_${random}', 'sk_org_test_${random}', 'pk_live_${random}']`,
    'prefixes alone': `if (key.startsWith('sk_live_') || key.startsWith('whsec_')) throw new Error('AKIA')`,
    placeholders: [
      ...['sk_live_…', 'sk_live_xxxxxxxxxxxxxxxxxxxxxxxx', 'sk_live_YOUR_KEY_HERE', 'sk_live_abcdefghijklmnop12345678'],
      ...[
        'whsec_test',
        'whsec_your_secret',
        'whsec_xxx',
        'whsec_1234567890123456789012345',
        'sk_live_000000000000000000',
      ],
      ...['AKIAIOSFODNN7EXAMPLE', 'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', `whsec_${words}`],
    ].join('\n'),
    'a key that counts up': `sk_live_mnop3456qrst7890uvwx2345 whsec_abcd1234efgh5678ijkl9012`,
    'a key inside a longer word': `my${stripeKey} ${accessKey}A /${accessKey}/ ${webhook}_more`,
    'forty characters without their name': `const sha = '${aws}'`,
    'URLs without a password': ['mysql://db.shop.io/app', 'postgres://app@db.shop.io/app', 'https://a:b@shop.io'].join(
      '\n',
    ),
    'passwords that are filled in': [
      ...[url('app:${PASSWORD}'), url('app:<password>'), url('app:$DB_PASSWORD'), url('USER:PASSWORD'), url('app:%s')],
      ...[
        url('app:{{ password }}'),
        url('${user}:a1b2c3'),
        url('app:[password]'),
        url('app:your-password'),
        url('app:***'),
      ],
      ...[url(`app:${password}`, '${HOST}'), url(`app:${password}`, '<host>')],
      ...[url(`app:${password}`, 'your-db.region.rds.amazonaws.com'), url(`app:${password}`, 'ep-xxx.neon.tech')],
      ...[url('usuario:senha'), url('usuario:contraseña'), url('utilisateur:mot-de-passe'), url('nutzer:passwort')],
    ].join('\n'),
    'passwords of development': [
      ...[url('root:root'), url('postgres:postgres'), url('app:password'), url('app:changeme')],
      ...[
        url(`app:${password}`, 'localhost:3306'),
        url(`app:${password}`, '127.0.0.1'),
        url(`app:${password}`, '[::1]'),
        url(`${letters}:${letters}`, '10.0.0.5'),
        url(`${letters}:${letters}`, 'db'),
      ],
      ...[
        url(`app:${password}`, 'db'),
        url(`app:${password}`, 'mariadb:3306'),
        url(`app:${password}`, 'db.example.com'),
      ],
      `sqlserver://localhost:1433;user=sa;password=${password}`,
    ].join('\n'),
    'lock files and bundles': { 'package-lock.json': stripeKey, 'app.min.js': stripeKey },
  },
  fails: {
    'a live key': { files: `const stripe = new Stripe('«${stripeKey}»')`, problem: /sk_live_…/, fix: /roll it/ },
    'a restricted key': `STRIPE="«${restricted}»"`,
    'an organization’s key, in both spellings': `«${organization}» «sk_org_${random}»`,
    'a webhook secret': { '.env': `STRIPE_WEBHOOK_SECRET=«${webhook}»\n` },
    'each of several': { '.env.production': `SECRETS=«${webhook}»,«whsec_${[...random].reverse().join('')}»\n` },
    'an AWS key and its secret': {
      '.env': `AWS_ACCESS_KEY_ID=«${accessKey}»\nAWS_SECRET_ACCESS_KEY=«${aws}»\n`,
      'a.ts': `const a = { accessKeyId: '«ASIA${upper}»', secretAccessKey: '«${aws}»' }`,
      'b.json': `{ "secret_access_key": "«${aws}»" }`,
      'c.sh': `aws configure set aws_secret_access_key «${aws}»`,
      Dockerfile: `ENV AWS_SECRET_ACCESS_KEY «${aws}»`,
    },
    'the password of a database': {
      files: {
        '.env': `DATABASE_URL="mysql://app:«${password}»@db.shop.io:3306/app?ssl=true"\n`,
        'a.ts': `connect('postgresql://app:«p@ss!${password}»@10.0.0.5/app')`,
        'b.yaml': `url: mongodb+srv://app:«${password}»@cluster0.shop.mongodb.net/app\n`,
        'c.md': `\`mariadb://app:«${password}»@db.shop.io\`, and rediss://:«${password}»@cache.shop.io`,
        'd.toml': `url = "sqlserver://sql.shop.io:1433;database=app;user=app;password=«${password}»;encrypt=true"\n`,
        'e.properties': `url=jdbc:mysql://db.shop.io/app?user=app&password=«${password}»\n`,
        'g.js': `connect('mongodb+srv://${letters}:«${letters}»@cluster0.shop.mongodb.net/app')`,
        'f.txt': `postgres://app:«${signs}»@db.shop.io/app mysql://app:«${letters}»@prod-db/app`,
      },
      problem: /^the password of a database/,
      fix: /change the password/,
    },
  },
});

describe('a finding', () => {
  const secrets = [stripeKey, restricted, organization, webhook, accessKey, `secret_access_key=${aws}`];
  test.each([...secrets, url(`app:${password}`)])('shows nothing of %s, and goes with it', (secret) => {
    const found = findingsIn(secretsStayOut, { 'a.ts': `before\n  '${secret}'` });
    expect(found).toHaveLength(1);
    for (const part of [random, upper, password]) expect(JSON.stringify(found)).not.toContain(part.slice(0, 6));
    expect(findingsIn(secretsStayOut, { 'a.ts': `before\n  '${secret.slice(0, 8)}'` })).toEqual([]);
  });
});

describe('hostile text', () => {
  const parts = [
    'a',
    '://',
    'mysql://',
    'mysql://a:',
    'mysql://a;',
    'sk_live_',
    'whsec_',
    'AKIA',
    'secret_access_key',
    ' ',
    '=',
  ];
  test.each([...parts, `${'mysql://'}${'a'.repeat(250)};`, 'password='])(
    '500 KB of %j is read in bounded time',
    (part) => {
      findingsIn(secretsStayOut, { 'a.md': `sk_live_${random} mysql://${part.repeat(500_000 / part.length)}` });
    },
  );
});
