import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiText } from './open-api.ts';

// Writes openapi.json, which is committed, so that a change of the API is seen in review, and clients are made from it.
writeFileSync(join(import.meta.dirname, 'openapi.json'), openApiText());
