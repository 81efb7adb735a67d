import type { RequestsOf } from '../load.ts';
import { customerId } from './customers.ts';

export interface ReadsOptions {
  key: string;
  /** Of so many customers, strewn: neighbours in time are none in the table. */
  customers: number;
}

/** Reads of entitlements, as the SDK asks for them. */
export const requestsOf: RequestsOf<ReadsOptions> = ({ port, key, customers }) => {
  const requests = Array.from({ length: customers }, (_, index) =>
    Buffer.from(
      `GET /v1/customers/${customerId(Math.imul(index, 0x9e3779b1) >>> 0, customers)}/entitlements HTTP/1.1\r\n` +
        `Host: 127.0.0.1:${port}\r\nAuthorization: Bearer ${key}\r\nAccept: application/json\r\n\r\n`,
    ),
  );
  let next = 0;
  return () => requests[next++ % customers];
};
