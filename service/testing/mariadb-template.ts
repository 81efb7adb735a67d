import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTemplate, templateVariable } from '../database/local-mariadb/private.ts';

/** Before the first test: builds what each test file with a database copies. Returns what takes it away again. */
export default async function setup(): Promise<() => void> {
  const directory = mkdtempSync(join(tmpdir(), 'bulkhead-template-'));
  await makeTemplate(directory);
  process.env[templateVariable] = directory;
  return () => rmSync(directory, { recursive: true, force: true });
}
