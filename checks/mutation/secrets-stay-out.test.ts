import { describe } from 'vitest';
import { testMutations } from '../testing/mutation.ts';

/** Put together here, so that this file holds no secret: what a machine might have made, behind each prefix. */
const random = 'q7ZtB2mXw9LrK4vNc8Hy3PdS6fGj1TaE';
const upper = 'Q7ZTB2MXW4LRK5VN';
const password = random.slice(0, 16);
const url = (scheme: string, host: string) => `${scheme}://app:«${password}⇒\${PASSWORD}»@${host}/app`;

const secrets: Record<string, string> = {
  'a live key of Stripe': `«sk_live_${random}⇒sk_test_${random}»`,
  'a live key of Stripe, and a placeholder is not': `«sk_live_${random}⇒sk_live_xxxxxxxxxxxxxxxxxxxxxxxx»`,
  'a restricted key of Stripe': `«rk_live_${random}${random}⇒rk_test_${random}${random}»`,
  'an organization’s key of Stripe': `«sk_org_live_${random}${random}⇒sk_org_test_${random}${random}»`,
  'a webhook secret of Stripe': `«whsec_${random}⇒whsec_your_secret»`,
  'an access key of AWS': `«AKIA${upper}⇒AKIAIOSFODNN7EXAMPLE»`,
  'a temporary access key of AWS': `«ASIA${upper}⇒ASIA_YOUR_KEY»`,
  'the password of a MySQL URL': url('mysql', 'db.shop.io:3306'),
  'the password of a PostgreSQL URL': url('postgresql', 'db.shop.io'),
  'the password of a URL, and that of a local server is not': `mariadb://app:«${password}»@‹db.shop.io⇒localhost›/app`,
};

const places: Record<string, (secret: string) => Record<string, string>> = {
  'an environment file': (secret) => ({ '.env.production': `FORM="${secret}"\n` }),
  'a script': (secret) => ({ 'src/main/form.ts': `export const form = '${secret}';\n` }),
  'a workflow': (secret) => ({ '.github/workflows/form.yml': `env:\n  FORM: ${secret}\njobs: {}\n` }),
  'a page': (secret) => ({ 'docs/form.md': `# Form\n\nUse \`${secret}\`.\n` }),
};

describe.each(Object.entries(places))('%s may not hold', (_place, write) => {
  testMutations(
    'secrets-stay-out',
    Object.fromEntries(Object.entries(secrets).map(([title, secret]) => [title, { files: write(secret) }])),
  );
  testMutations('secrets-stay-out', {
    'a secret access key of AWS': {
      files: write(`AWS_SECRET_ACCESS_KEY=«${random}q7/tB+mX⇒wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»`),
    },
  });
});
