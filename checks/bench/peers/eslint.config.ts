import boundaries from 'eslint-plugin-boundaries';
import { parser } from 'typescript-eslint';

/** The same wall as eslint-plugin-boundaries sees it: one rule, syntax only, imports resolved through the tsconfig. */
export default [
  { ignores: ['**/generated/**', 'packages/*/client/**'] },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parser },
    plugins: { boundaries },
    settings: {
      'boundaries/elements': [
        { type: 'billing', pattern: 'services/billing' },
        { type: 'main-client', pattern: 'packages/main-db' },
      ],
      'import/resolver': { typescript: { project: 'tsconfig.json' } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'allow',
          policies: [
            {
              from: { element: { type: 'billing' } },
              disallow: { to: { element: { type: 'main-client' } } },
            },
          ],
        },
      ],
    },
  },
];
