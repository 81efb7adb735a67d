import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { manifestJsonSchema } from './manifest.ts';

// Run after a change of the manifest's shape; a test holds the file and the shape together.
const path = fileURLToPath(new URL('manifest.schema.json', import.meta.url));
const style = await resolveConfig(path);
writeFileSync(path, await format(JSON.stringify(manifestJsonSchema()), { ...style, filepath: path }));
