/**
 * Single rights, each as `SELECT on billing.billing_customers` or `UPDATE (email) on …`: what a GRANT says, whatever the
 * order of its privileges and columns. Reads the grants of a file of ours and those that SHOW GRANTS lists. That a user
 * may log in at all (USAGE) is no right. Nothing else of a line is read: it may hold the hash of a password.
 */
export function rightsIn(statements: string, user: string): string[] {
  const rights = new Set<string>();
  for (const [, privileges, object, grantee, rest] of withoutComments(statements).matchAll(grant)) {
    if (grantee !== user) continue;
    const place = object!.replaceAll('`', '');
    for (const privilege of privileges!.matchAll(onePrivilege)) {
      const [, name, columns] = privilege;
      if (name === 'USAGE') continue;
      const each =
        columns === undefined ? [''] : columns.split(',').map((column) => ` (${column.trim().replaceAll('`', '')})`);
      for (const column of each) rights.add(`${name}${column} on ${place}`);
    }
    if (/\bWITH\b[^;]*\bGRANT OPTION\b/.test(rest!)) rights.add(`GRANT OPTION on ${place}`);
  }
  return [...rights].sort();
}

const grant = /\bGRANT\s+([A-Z][^;]*?)\s+ON\s+(\S+)\s+TO\s+['`]([^'`]+)['`]@['`][^'`]*['`]([^;\n]*)/g;
const onePrivilege = /([A-Z][A-Z_ ]*[A-Z])(?:\s*\(([^)]*)\))?/g;

/** MariaDB executes what stands in its own kind of comment. */
function withoutComments(statements: string): string {
  return statements.replaceAll(/^--.*$/gm, '').replaceAll(/\/\*M!|\*\//g, '');
}
