import type { Connection } from 'mariadb';
import { Failure } from '../../failure.ts';
import { announceErasure, eraseCustomer, type ErasureOptions } from './erase.ts';
import type { Receipt } from './receipt.ts';

/** What became of the erasures that apps had asked for. */
export interface RequestedErasures {
  receipts: Receipt[];
  failed: { customer: string; error: Failure }[];
}

interface Request {
  customer_id: string;
  app_name: string;
}

/**
 * Erases every customer whose erasure an app asked for and which is not done, oldest first. All are announced before the
 * first is erased, so that the wait for transactions that do not know of them is one wait. One that cannot be erased
 * holds up no other; it stays requested.
 */
export async function eraseRequested(connection: Connection, options: ErasureOptions): Promise<RequestedErasures> {
  const requests = await connection.query<Request[]>(
    'SELECT customer_id, app_name FROM billing_erasure_requests WHERE done_at IS NULL ORDER BY asked_at, customer_id',
  );
  const done: RequestedErasures = { receipts: [], failed: [] };
  const announced: Request[] = [];
  for (const request of requests) {
    await orFail(request, done, async () => {
      await announceErasure(connection, request.customer_id, askedBy(request, options));
      announced.push(request);
    });
  }
  for (const request of announced) {
    await orFail(request, done, async () => {
      done.receipts.push(await eraseCustomer(connection, request.customer_id, askedBy(request, options)));
      await connection.query(
        'UPDATE billing_erasure_requests SET done_at = UTC_TIMESTAMP(3) WHERE customer_id = ? AND done_at IS NULL',
        [request.customer_id],
      );
    });
  }
  return done;
}

/** The receipt names the app, and who ran the job. */
function askedBy({ app_name: app }: Request, options: ErasureOptions): ErasureOptions {
  return { ...options, askedBy: `${app}, by ${options.askedBy}` };
}

async function orFail({ customer_id: customer }: Request, { failed }: RequestedErasures, work: () => Promise<void>) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    failed.push({ customer, error });
  }
}
