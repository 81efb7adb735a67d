import type { BillingRows } from './billing-rows.ts';

/** Everything that billing's tables hold as text, in one string: for tests that look for what must not be there. */
export async function everyText(rows: BillingRows): Promise<string> {
  const tables = await rows.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()`,
  );
  const texts: string[] = [];
  for (const { name } of tables) texts.push(JSON.stringify(await rows.query(`SELECT * FROM ${name}`), asText));
  return texts.join('\n');
}

function asText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
