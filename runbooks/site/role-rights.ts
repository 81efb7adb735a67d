import { resourcesOf, type Snapshot } from './snapshot.ts';

interface Statement {
  Effect: string;
  Action: string | readonly string[];
  Resource: string | readonly string[];
}

/** Names of the roles whose own policies allow an action on a thing; `thing` is what its ARN ends with. */
export function rolesThatMay(snapshot: Snapshot, action: string, thing: string): string[] {
  return resourcesOf(snapshot, 'aws:iam/rolePolicy:RolePolicy').flatMap(([, { properties }]) => {
    const { role, policy } = properties as { role: string; policy: { Statement: readonly Statement[] } };
    const may = policy.Statement.some(
      ({ Effect, Action, Resource }) =>
        Effect === 'Allow' &&
        [Action].flat().some((pattern) => covers(pattern, action)) &&
        [Resource].flat().some((pattern) => covers(pattern.replace(/^arn:.*?(?::secret:|:::)/, ''), thing)),
    );
    return may ? [role] : [];
  });
}

/** As IAM reads a pattern: `*` is any text, `?` one character. */
function covers(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[^\w*?]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}
