import { expect, test } from 'vitest';
import { clientsStayApart } from '../rules/clients-stay-apart.ts';
import { findingsIn, testRule, usualTexts } from '../testing/test-rule.ts';

const schema = (output: string) =>
  `generator client {\n  provider = "prisma-client"\n  output = ${output}\n}\ndatasource db {\n  provider = "mysql"\n}\n`;
const billing = 'prisma/billing/schema.prisma';

testRule(clientsStayApart, {
  path: 'billing/pay.ts',
  passes: {
    'an output that is written out': { [billing]: schema('"./made"') },
    'an output in the environment, of a generator that makes no client': {
      [billing]: schema('env("DIAGRAM")').replace('prisma-client"', 'prisma-erd-generator"'),
    },
  },
  fails: {
    'an output that stands in the environment': {
      files: { [billing]: schema('«env("CLIENT")»') },
      severity: 'unverifiable',
      problem: /where the client of billing is generated stands in the environment/,
      fix: /output = "\.\/billing-client"/,
    },
    'and that is not taken for the default client, which two databases would share': {
      files: {
        [billing]: schema('«env("CLIENT")»'),
        'prisma/main/schema.prisma': schema('"./client"').replace('  output = "./client"\n', ''),
      },
      severity: 'unverifiable',
      problem: /stands in the environment/,
    },
    'nor is the one by whose code it is imported at fault': {
      files: { [billing]: schema('«env("CLIENT")»'), 'billing/pay.ts': "import { a } from '@prisma/client';\n" },
      severity: 'unverifiable',
    },
  },
});

test('an unknown output gives nobody a right to the default client of another', () => {
  const found = findingsIn(clientsStayApart, {
    ...usualTexts,
    [billing]: schema('env("CLIENT")'),
    'prisma/main/schema.prisma': schema('"./client"').replace('  output = "./client"\n', ''),
    'billing/pay.ts': "import { a } from '@prisma/client';\n",
  });
  expect(found.map(({ file, severity }) => `${file} ${severity}`)).toEqual([
    'billing/pay.ts breach',
    `${billing} unverifiable`,
  ]);
});
