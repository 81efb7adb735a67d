import type { Source } from '../repository/source.ts';
import { decided } from '../imports/fold.ts';
import { type ImportPlace, readImports } from '../imports/read-imports.ts';

/** One import of any form. */
export interface Import {
  /** What is imported; for a computed one the folder it is surely in (`./rules/${id}.ts`), null where there is none. */
  specifier: string | null;
  computed: boolean;
  start: number;
  end: number;
}

/** Every import of a file, types included, in every form that names a module. A literal's place is without its quotes. */
export function importsIn(source: Source): Import[] {
  return readImports(source).imports.map((place) => importAt(place, source.text));
}

function importAt({ name, start, end }: ImportPlace, text: string): Import {
  const specifier = decided(name);
  if (specifier !== undefined) {
    const quote = /["'`]/.test(text[start]!) ? 1 : 0;
    return { specifier, computed: false, start: start + quote, end: end - quote };
  }
  const folder = /^\.\.?\/(?:[^/]+\/)*/.exec(name[0] ?? '')?.[0];
  return { specifier: folder?.slice(0, -1) ?? null, computed: true, start, end };
}
