import type { Connection } from 'mariadb';

/** When a user's password was set, where each of the two families keeps it. */
const sources = {
  mariadb: `SELECT user AS user, host AS host,
      TIMESTAMPDIFF(DAY, FROM_UNIXTIME(JSON_VALUE(Priv, '$.password_last_changed')), NOW()) AS days
    FROM mysql.global_priv`,
  mysql: `SELECT user AS user, host AS host, TIMESTAMPDIFF(DAY, password_last_changed, NOW()) AS days FROM mysql.user`,
};

/** How many whole days ago the password of each user of a server was set, by `user@host`; without those that have none. */
export async function readPasswordAges(administrator: Connection): Promise<Map<string, number>> {
  const [row] = await administrator.query<{ version: string }[]>('SELECT VERSION() AS version');
  const source = row!.version.includes('MariaDB') ? sources.mariadb : sources.mysql;
  const found = await administrator.query<{ user: string; host: string; days: bigint | number | null }[]>(source);
  return new Map(
    found.flatMap(({ user, host, days }) => (days === null ? [] : [[`${user}@${host}`, Number(days)] as const])),
  );
}
