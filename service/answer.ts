import type { ServerResponse } from 'node:http';

/** What the service says to one request. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Set where the rest of the request is not going to be read, so that the connection cannot be used again. */
  close?: true;
}

/** Problem details (RFC 9457): what is wrong, and the mend. */
export function problem(status: number, title: string, detail: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
    body: JSON.stringify({ type: 'about:blank', title, status, detail }),
  };
}

export function json(status: number, value: unknown): Answer {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}

export function send(response: ServerResponse, answer: Answer): void {
  const length = { 'Content-Length': Buffer.byteLength(answer.body) };
  const connection = answer.close ? { Connection: 'close' } : {};
  response.writeHead(answer.status, { ...answer.headers, ...length, ...connection });
  response.end(response.req.method === 'HEAD' ? undefined : answer.body);
}
