import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source } from '../repository/source.ts';
import { decided } from './fold.ts';
import { readImports } from './read-imports.ts';
import { scanImports } from './scan.ts';

const seed = Number(process.env['SEED'] ?? 1);

const names = fc.constantFrom('./a', '../b/c.js', '@acme/db', '#x', 'lodash', './sp\\u0061ce', 'a\\x2fb');
const gaps = fc.constantFrom('', ' ', '\n  ', '/* why */', ' /* from "./no" */ ', ' // it is\n', '\u{A0}');
const statement = fc
  .tuple(
    fc.constantFrom<(name: string, gap: string) => string>(
      (name, gap) => `import ${gap}'${name}';`,
      (name, gap) => `import x from${gap}"${name}";`,
      (name, gap) => `import type {${gap}X } from${gap}'${name}';`,
      (name, gap) => `export *${gap} from${gap}'${name}';`,
      (name, gap) => `const x = require${gap}(${gap}'${name}'${gap});`,
      (name, gap) => `import x = require(${gap}'${name}');`,
      (name, gap) => `void import${gap}(${gap}\`${name}\`${gap});`,
      (name, gap) => `void import(${gap}'${name}' as string);`,
      (name, gap) => `void import(('./' + ${gap}'${name}') && '${name}');`,
      (name, gap) => `let x: typeof import(${gap}'${name}');`,
      (name, gap) => `require.${gap}resolve(${gap}'${name}');`,
      (name, gap) => `import.meta${gap}.resolve(${gap}'${name}');`,
      (name, gap) => `vi.mock${gap}(${gap}'${name}');`,
      (name, gap) => `await vi.importActual<typeof import('./q')>${gap}('${name}');`,
      (name, gap) => `jest.requireActual<Map<A, B>>(${gap}'${name}');`,
      (name, gap) => `mock.module(${gap}'${name}');`,
      (name, gap) => `createRequire(import.meta.url)(${gap}'${name}');`,
      (name, gap) => `const where = '${name}'; import(${gap}where);`,
      (name, gap) => `import(wanted ? ${gap}'${name}' : './other');`,
      (name) => `/*\n// */ import '${name}';`,
      (name) => `/*\n// it is */ export * from '${name}';`,
      (name) => `const x = \`\n// import \${import('${name}')}\`;`,
      (name) => `const x = \`\n// import \`; export * from '${name}';`,
      (name) => `const x = 'a\\\n// b' + require('${name}');`,
      (name) => `// import\rimport '${name}';`,
      (name) => `// import\u2028import '${name}';`,
      (name) => `/// <reference types="${name.replaceAll('\\', '')}" />\n`,
    ),
    names,
    gaps,
  )
  .map(([form, name, gap]) => form(name, gap));

describe('a scan for imports', () => {
  test('misses nothing that the syntax has', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 6 }), (statements) => {
        const text = statements.join('\n');
        const scanned = new Set(scanImports(text)?.specifiers);
        for (const { name } of readImports(new Source('a.ts', text)).imports) {
          const specifier = decided(name);
          if (specifier !== undefined && !specifier.startsWith('.//')) expect(scanned).toContain(specifier);
        }
      }),
      { seed, numRuns: 500 },
    );
  });

  test('says where an import is computed, and then gives every string', () => {
    expect(scanImports(`import(name); const all = ['./a', \`./b/\${x}/c\`];`)).toEqual({
      specifiers: ['./a', './b/', '/c'],
      computed: true,
    });
    expect(scanImports(`import(\n'./a'\n); const b = './b';`)).toEqual({ specifiers: ['./a'] });
    expect(scanImports(`import('./a/' + b)`)).toEqual({ specifiers: ['./a/'], computed: true });
  });

  test('finds nothing where there is nothing', () => {
    for (const text of ['', 'const x = 1;', 'Array.from("x")', 'import.meta.url', 'import { a } from b']) {
      expect(scanImports(text)).toBeNull();
    }
  });

  test('finds nothing in what is commented out line by line', () => {
    for (const text of [
      "// import { a } from './a';",
      "  // import './a';",
      "\t// export * from './a';",
      "x;\n// const a = await import('./a');",
      "// const a = require('./a');",
    ]) {
      expect(scanImports(text)).toBeNull();
    }
  });

  test('takes time in proportion to the text, whatever the text is', () => {
    const pieces = [
      ...['a', ' ', '(', '"', "'", '`', '}', '\\', '*', '/', '\n', "\\'", '${', '}`', '\'"'],
      ...[
        'import',
        'import ',
        'import(',
        'import/*',
        '// import ',
        'import//',
        'import/**/',
        'import /*import*/ ',
        'from',
        'from ',
        "from '",
      ],
      ...['mock', 'mock<', 'require.', 'require.a', 'import.meta', '<reference ', '<reference path="', 'import("a" + '],
    ];
    for (const piece of pieces) {
      for (const before of ['', 'createRequire ', 'import(']) {
        const text = before + piece.repeat(Math.ceil(200_000 / piece.length));
        scanImports(text);
      }
    }
  });
});
