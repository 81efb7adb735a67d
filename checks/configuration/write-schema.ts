import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { configurationJsonSchema } from './json-schema.ts';

// Run after a change of the configuration's shape; a test holds the file and the shape together.
const path = fileURLToPath(new URL('configuration.schema.json', import.meta.url));
const style = await resolveConfig(path);
writeFileSync(path, await format(JSON.stringify(configurationJsonSchema()), { ...style, filepath: path }));
