import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// The least that any checker of text has to do: read every file of the folder and match one regexp.
const [folder = '.'] = process.argv.slice(2);
let matches = 0;
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || entry.parentPath.includes('/.git')) continue;
  if (/prisma|card|billing/i.test(readFileSync(join(entry.parentPath, entry.name), 'utf8'))) matches += 1;
}
process.stdout.write(`${matches}\n`);
