import type { DatabaseClass, DatabaseRole } from '../../policies/databases.ts';
import { exitCode, Failure } from '../../failure.ts';

/** The variable that holds the URL of a user: BILLING_MIGRATOR_URL, say. The app's is BILLING_DATABASE_URL. */
export function urlVariable(databaseClass: DatabaseClass, role: DatabaseRole | 'admin'): string {
  return `${databaseClass}_${role === 'app' ? 'database' : role}_url`.toUpperCase();
}

/** The variable that may hold that user's password apart: BILLING_MIGRATOR_PASSWORD for BILLING_MIGRATOR_URL. */
export function passwordVariable(variable: string): string {
  return variable.replace(/_URL$/, '_PASSWORD');
}

/**
 * The URL of such a variable, with the password from the variable beside it where that is set: in the cloud only the
 * password is a secret. Undefined where there is no URL. Throws a Failure (exit 2) that quotes neither, where there
 * would be two passwords, and where there is one without a URL.
 */
export function readDatabaseUrl(variable: string, variables: NodeJS.ProcessEnv = process.env): string | undefined {
  const url = variables[variable] || undefined;
  const password = variables[passwordVariable(variable)] || undefined;
  if (password === undefined) return url;
  if (url === undefined) {
    throw new Failure(`${passwordVariable(variable)} is set, but ${variable} is not`, {
      fix: `set ${variable} to the URL of the user whose password it is, or remove ${passwordVariable(variable)}`,
      exitCode: exitCode.wrongUse,
    });
  }
  if (hasPassword(url)) {
    throw new Failure(`there are two passwords: one in ${variable}, one in ${passwordVariable(variable)}`, {
      fix: `leave it out of ${variable} (mariadb://user@host:3306/database), or remove ${passwordVariable(variable)}`,
      exitCode: exitCode.wrongUse,
    });
  }
  const whole = URL.parse(url);
  // Whoever connects says what is wrong with a URL that is none.
  if (whole === null || whole.username === '') return url;
  whole.password = encodeURIComponent(password);
  return whole.href;
}

/** Whether a URL carries a password. */
export function hasPassword(url: string): boolean {
  return (URL.parse(url)?.password ?? '') !== '';
}
