import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What the service says to one request. Answers that never differ are made once and sent again and again. */
export interface Answer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: string;
}

/** Says that the rest of the request is not going to be read, so that the connection cannot be used again. */
export const closing = { Connection: 'close' };

/** How long a connection that is to be closed stays open for a sender that has not yet heard the answer. */
export const lingerMilliseconds = 1000;

/** Problem details (RFC 9457): what is wrong, and the mend. */
export function problem(status: number, title: string, detail: string, headers: OutgoingHttpHeaders = {}): Answer {
  const body = JSON.stringify({ type: 'about:blank', title, status, detail });
  return answer(status, 'application/problem+json', body, headers);
}

export function json(status: number, value: unknown): Answer {
  return answer(status, 'application/json', JSON.stringify(value));
}

export function answer(status: number, contentType: string, body: string, headers: OutgoingHttpHeaders = {}): Answer {
  return {
    status,
    headers: { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body), ...headers },
    body,
  };
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers);
  if (headers['Connection'] === 'close') endAfterLingering(response, body);
  else response.end(response.req.method === 'HEAD' ? undefined : body);
}

/**
 * To close a connection on which bytes still arrive resets it, and the reset can overtake the answer. So they are
 * thrown away for a moment, until the sender has heard. https://www.rfc-editor.org/rfc/rfc9112#section-9.6
 */
function endAfterLingering(response: ServerResponse, body: string): void {
  const { req: request } = response;
  response.write(body);
  const lingering = setTimeout(() => response.end(), lingerMilliseconds);
  request.once('close', () => {
    clearTimeout(lingering);
    response.end();
  });
  request.removeAllListeners('data').resume();
}
