import type { Connection, ConnectionConfig } from 'mariadb';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import { connectToServer } from './connect.ts';
import { randomPassword } from './random-password.ts';
import { setPassword } from './rights.ts';
import type { SecretStore } from './secret-store.ts';

/** As AWS's rotation functions for RDS read and write it: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html */
const credentialSchema = z.object({ username: z.string(), password: z.string().min(1) });

/** How the server says that this is not the credential; anything else is another trouble. */
const refusals = ['ER_ACCESS_DENIED_ERROR', 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR', 'ER_ACCOUNT_HAS_BEEN_LOCKED'];

/** What is needed to give a user of one server its credential. */
export interface Credentials {
  secrets: SecretStore;
  /** Before the user's name, in the id of its secret. */
  prefix: string;
  administrator: Connection;
  /** How the administrator connects; users connect in the same way. */
  target: ConnectionConfig;
  /** What the secret says beside user and password. */
  place: { engine: string; host: string; port: number; dbname: string };
}

/**
 * Gives a user the password that its secret holds, and says in words what was done. Where the secret holds none, one is
 * made: kept first and set then, so that a run that is killed in between leaves nothing that the next one does not mend.
 * Nothing is set where a login works already, with the current password or with the one that a rotation has set but
 * not yet made current. Throws a Failure that never quotes a password.
 */
export async function giveCredential(user: string, credentials: Credentials): Promise<string> {
  const { secrets, administrator } = credentials;
  const id = `${credentials.prefix}${user}`;
  const current = readCredential(await secrets.read(id, 'AWSCURRENT'), id, user);
  if (current === undefined) {
    const password = randomPassword();
    await secrets.write(id, JSON.stringify({ ...credentials.place, username: user, password }));
    await setPassword(administrator, user, password);
    return `password made, kept in ${id}, and set`;
  }
  if (await canLogIn(user, current, credentials)) return `logs in with ${id}`;
  const pending = readCredential(await secrets.read(id, 'AWSPENDING'), id, user);
  if (pending !== undefined && (await canLogIn(user, pending, credentials))) {
    return `logs in with the password that a rotation of ${id} is about to make current`;
  }
  await setPassword(administrator, user, current);
  return `password set as ${id} has it`;
}

function readCredential(text: string | undefined, id: string, user: string): string | undefined {
  if (text === undefined) return undefined;
  const found = credentialSchema.safeParse(parseJson(text));
  if (found.success && found.data.username === user) return found.data.password;
  throw new Failure(`the secret ${id} is not a credential of ${user}`, {
    fix: `let it hold {"username": "${user}", "password": …} as AWS's rotation functions write it, or make it anew, empty`,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function canLogIn(user: string, password: string, { target }: Credentials): Promise<boolean> {
  try {
    const connection = await connectToServer({ ...target, user, password }, `the credential of ${user}`);
    await connection.end();
    return true;
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    if (code !== undefined && refusals.includes(code)) return false;
    throw error;
  }
}
