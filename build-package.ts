import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

// `npm pack` runs this: compiles what bulkhead.package.ts reaches into dist/, and puts beside it the rules' pages and
// the JSON Schemas, which the code reads from where they stand in the source.
const root = import.meta.dirname;
const dist = join(root, 'dist');
const foldersWithPages = ['rules', 'report', 'configuration'];

rmSync(dist, { recursive: true, force: true });
const compiler = join(root, 'node_modules/.bin/tsc');
const { status } = spawnSync(compiler, ['--project', 'tsconfig.package.json'], { cwd: root, stdio: 'inherit' });
for (const folder of foldersWithPages) {
  cpSync(join(root, 'checks', folder), join(dist, 'checks', folder), {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || /\.(?:md|schema\.json)$/.test(path),
  });
}
process.exitCode = status ?? 1;
