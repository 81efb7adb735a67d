import { expect } from 'vitest';
import type { Reply } from './http.ts';

/** Asserts that a reply is problem details (RFC 9457) of this status and title. */
export function expectProblem(reply: Reply, status: number, title: string): void {
  expect({ status: reply.status, type: reply.headers['content-type'] }).toEqual({
    status,
    type: 'application/problem+json',
  });
  expect(JSON.parse(reply.body)).toMatchObject({
    type: 'about:blank',
    status,
    title,
    detail: expect.stringMatching(/\.$/) as string,
  });
}
