import { z } from 'zod';
import { configurationShape } from './configuration.ts';

/** The JSON Schema of bulkhead.config.json, as configuration.schema.json publishes it. */
export function configurationJsonSchema(): object {
  return { ...z.toJSONSchema(configurationShape, { io: 'input', target: 'draft-7' }), title: 'bulkhead.config.json' };
}
