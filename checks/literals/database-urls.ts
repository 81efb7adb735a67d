import type { Secret } from './secrets.ts';

const schemes = 'mysqlx?|mariadb|postgres(?:ql)?|cockroach(?:db)?|sqlserver|mssql|mongodb|rediss?|oracle|clickhouse';

/** `mysql://user:password@host`: every part is bounded, so that looking for its end costs little. */
const withUser = new RegExp(
  String.raw`(?<![\w-])(?:jdbc:)?(?:${schemes})(?:\+\w{1,20})?:\/\/(?<user>[^\s:/@"'<>\`]{0,128}):(?<password>[^\s/"'\`]{1,256})@(?<host>\[[\da-f:]{2,40}\]|[^\s/:?#,@"'\`)>\\]{1,256})`,
  'gi',
);

/** `sqlserver://host:1433;user=sa;password=…` and `jdbc:mysql://host/app?user=app&password=…` */
const withParameters = new RegExp(
  String.raw`(?<![\w-])(?:jdbc:)?(?:${schemes})(?:\+\w{1,20})?:\/\/(?<host>[^\s/:?;@"'<>\`]{1,256})(?<before>[^\s"'\`]{0,256}?[;?&])(?:password|pwd)=(?<password>[^\s;&"'\`]{1,256})`,
  'gi',
);

/** Passwords that stand for one, in the languages that pages are written in, or that everybody knows. */
const placeholder =
  /^(?:pass(?:word|wd)?\d{0,4}|(?:su|tu|mi)?[-_]?(?:senha|clave|contrase[nñ]a)|mot[-_]?de[-_]?passe|mdp|passwort|wachtwoord|parola|has[lł]o|пароль|密码|pwd|pw|p|secret|root|admin|test(?:ing)?|dev(?:elopment)?|local|postgres|mysql|mariadb|mongo|redis|sa|user|app|changeme|change[-_]?me|example|hunter2|s3cret|foo|bar|baz|x+|\*+|\.+|-+|_+|…)$|your|my[-_]?(?:pass|secret|pwd)|placeholder|replace|redacted|example|db[-_]?pass|[<{}…]|^[$([]|\$\(|^%(?:[sdv]$|\(|\w+%$)/i;

/** `mysql://USER:PASSWORD@HOST` */
const inCapitals = /^[A-Z]+(?:_[A-Z]+)*$/;

/** Hosts that nobody reaches from outside: this machine, names that documents use (RFC 2606, RFC 6761), and what is filled in. */
const nobodysHost =
  /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal)$|\.(?:local|localhost|test|example|invalid|internal\.docker)$|(?:^|\.)example\.(?:com|net|org)$|[$<{}%…*]|^\(|^your[-_.]|[-.]x{3,}[-.]/i;

/** A name that the whole world can look up. */
const publicHost = /\.[a-z]{2,63}$/i;

/** A name without a dot is found only inside a private network: a service of a compose file, unless it says production. */
const production = /prod|live/i;

/** The URLs of databases with a password in them that opens one. */
export function* databasePasswordsIn(text: string): Iterable<Secret> {
  for (const pattern of [withUser, withParameters]) {
    for (const match of text.matchAll(pattern)) {
      const { user = '', password = '', host = '' } = match.groups!;
      if (isDevelopment(user, password, host)) continue;
      const start = match.index + match[0].lastIndexOf(password, passwordAt(match[0], host));
      yield {
        ...{ start, end: start + password.length },
        kind: 'the password of a database, in its URL',
        mend: 'change the password',
      };
    }
  }
}

/** Where to look backwards from: before the host that follows it, or at the very end. */
function passwordAt(url: string, host: string): number {
  return url.endsWith(`@${host}`) ? url.length - host.length - 1 : url.length;
}

function isDevelopment(user: string, password: string, host: string): boolean {
  if (placeholder.test(password) || inCapitals.test(password) || nobodysHost.test(host)) return true;
  if (password === user && !publicHost.test(host)) return true;
  // `mysql://${user}:…` and `mysql://<user>:…` are filled in later, all of them.
  if (/[$<{]/.test(user)) return true;
  return !host.includes('.') && !host.includes(':') && !production.test(host);
}
