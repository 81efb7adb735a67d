import type { Database } from '../configuration/databases.ts';
import type { Breach } from '../rule.ts';
import { clientOf, defaultClient } from './clients.ts';

/** Generators of two databases that write to the same place: whichever ran last decides whose client it is. */
export function* sharedOutputs(databases: readonly Database[]): Generator<Breach> {
  const taken = new Map<string, string>();
  for (const { name, clients } of databases) {
    for (const { file, start, end, output } of clients) {
      const client = clientOf(output);
      const other = taken.get(client) ?? name;
      taken.set(client, other);
      if (other === name) continue;
      const place = client === defaultClient ? 'the default client, @prisma/client' : client;
      yield {
        ...{ file, start, end },
        problem: `the client of ${name} is generated into the same place as the client of ${other}: ${place}`,
        fix: `give this generator an \`output\` of its own, such as output = "./${name}-client"`,
      };
    }
  }
}
