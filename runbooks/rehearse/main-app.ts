import { connect } from '../../service/database/connect.ts';

/** Plays the main app, with its own login: gives main's database rows to back up. */
export async function addMainRows(url: string): Promise<void> {
  const app = await connect(url, 'the main app');
  await app.query(`INSERT INTO customers (email, name) VALUES ('a@app.example', 'A'), ('b@app.example', 'B')`);
  await app.end();
}
