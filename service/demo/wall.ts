import { createConnection, SqlError } from 'mariadb';
import { parseDatabaseUrl } from '../database/database-url.ts';

/** What one login tried at a database that is not its own, and what the server said. */
export interface Attempt {
  user: string;
  tried: string;
  refused: boolean;
  answer: string;
}

/** Has the main app's user reach for billing's data in the two ways that there are, and reports the server's answers. */
export async function tryTheWall(mainAppUrl: string): Promise<Attempt[]> {
  const options = parseDatabaseUrl(mainAppUrl, 'MAIN_DATABASE_URL');
  const user = options.user ?? '';
  const inside = async () => {
    const connection = await createConnection(options);
    await connection.query('SELECT * FROM billing.billing_customers').finally(() => connection.end());
  };
  const straight = async () => (await createConnection({ ...options, database: 'billing' })).end();
  return [
    { user, tried: 'log in to the billing database', ...(await answerTo(straight)) },
    { user, tried: 'SELECT * FROM billing.billing_customers', ...(await answerTo(inside)) },
  ];
}

async function answerTo(attempt: () => Promise<unknown>): Promise<Pick<Attempt, 'refused' | 'answer'>> {
  try {
    await attempt();
    return { refused: false, answer: 'the server let it in' };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const refused = ['ER_DBACCESS_DENIED_ERROR', 'ER_TABLEACCESS_DENIED_ERROR'].includes(error.code ?? '');
    return { refused, answer: error.sqlMessage ?? error.message };
  }
}
