import type { Database } from '../configuration/databases.ts';
import type { Breach } from '../rule.ts';
import { clientOf, defaultClient } from './clients.ts';

/** Generators of two databases that write to the same place: whichever ran last decides whose client it is. */
export function* sharedOutputs(databases: readonly Database[]): Generator<Breach> {
  const taken = new Map<string, string>();
  for (const { name, clients } of databases) {
    for (const { file, start, end, output, outputUnknown } of clients) {
      if (outputUnknown === true) continue;
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

/** Generators that take their output from the environment: nobody can tell which imports reach that client. */
export function* unknownOutputs(databases: readonly Database[]): Generator<Breach> {
  for (const { name, clients } of databases) {
    for (const { file, start, end, outputUnknown } of clients) {
      if (outputUnknown !== true) continue;
      yield {
        ...{ file, start, end, severity: 'unverifiable' },
        problem: `where the client of ${name} is generated stands in the environment, so no import of it can be told`,
        fix: `write the folder out, such as output = "./${name}-client"`,
      };
    }
  }
}
