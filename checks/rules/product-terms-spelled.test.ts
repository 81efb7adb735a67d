import { testRule, usualConfiguration } from '../testing/test-rule.ts';
import { productTermsSpelled } from './product-terms-spelled.ts';

testRule(productTermsSpelled, {
  path: 'docs/page.md',
  configuration: { ...usualConfiguration, house: true },
  with: {
    'policies/runbooks.ts':
      "export const productTerms: readonly (readonly string[])[] = [['Maria', 'DB'], ['Stripe'], ['web', 'hook'], ['PCI ', 'DSS'], ['SOC ', '2']];",
  },
  passes: {
    'names as they are': 'MariaDB, Stripe’s webhooks. Webhook: PCI\nDSS 4 and SOC 2.',
    'code, paths and addresses': '`mariadb` stripe.com /stripe my-stripe @stripe/cli\n\n```sh example\nmariadb\n```\n',
    'a link that is called as its file is': '[pci-dss](pci-dss.md) [soc-2](soc-2.md#access)',
    'a magnetic stripe': 'no magnetic stripe',
  },
  fails: {
    'other capitals': { files: 'a «mariadb» and «stripe»’s', fix: /write (MariaDB|Stripe)/ },
    'apart, together and with a hyphen': '«web hook»s, «Web-hook», «PCI-DSS», **«PCIDSS»** and «SOC2».',
    'in a heading, a list, a table and a link':
      '# «Mariadb»\n\n- «WebHook»\n\n| «Soc 2» | [«maria-db»](https://x.io) |\n',
  },
});
