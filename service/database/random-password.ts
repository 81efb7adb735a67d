import { randomBytes } from 'node:crypto';

const passwordBytes = 24;

/**
 * A new password of 32 letters, digits, `-` and `_`: nothing that a URL, SQL or a shell would need escaped, and some of
 * each kind, as the servers' password checks ask for.
 */
export function randomPassword(): string {
  for (;;) {
    const password = randomBytes(passwordBytes).toString('base64url');
    if ([/[a-z]/, /[A-Z]/, /\d/, /[-_]/].every((kind) => kind.test(password))) return password;
  }
}
