import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { configurationFileName } from '../configuration/configuration.ts';
import { filesInFolder } from '../repository/folder.ts';
import { foundByAll } from '../testing/all-rules.ts';
import { usualConfiguration, usualTexts } from '../testing/test-rule.ts';

// Checks 100,000 small files that import each other in circles, one of them with a breach. Ends with 1 where anything
// but that breach is found, or where it takes longer than anybody would wait for it.
const foldersCount = 1_000;
const filesPerFolder = 100;
const patienceSeconds = 120;

const root = mkdtempSync(join(tmpdir(), 'bulkhead-soak-'));
try {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(usualTexts)) write(path, text);
  write(configurationFileName, JSON.stringify(usualConfiguration));
  write('billing/pay.ts', "import '../prisma/main/client/client.ts';\n");
  for (let folder = 0; folder < foldersCount; folder += 1) {
    for (let file = 0; file < filesPerFolder; file += 1) {
      const next = `../${(folder + 1) % foldersCount}/${file}.ts`;
      write(`lib/${folder}/${file}.ts`, `import '${next}';\nexport const a = ${file};\n`);
    }
  }
  const startedAt = performance.now();
  const places = foundByAll(filesInFolder(root)).map(({ file, line, column }) => `${file}:${line}:${column}`);
  const seconds = (performance.now() - startedAt) / 1000;
  const right = places.join() === 'billing/pay.ts:1:8';
  process.stdout.write(
    `${JSON.stringify({ soak: 'check', files: foldersCount * filesPerFolder, seconds, places: places.slice(0, 5) })}\n`,
  );
  if (!right || seconds > patienceSeconds) process.exitCode = 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
