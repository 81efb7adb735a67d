import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Of every answer of the API. What it says is for one app, and no cache in between may keep it. */
export const commonHeaders = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/** Of an answer that has an ETag: its own app may keep it, but has to ask each time whether it still holds. */
export const revalidated = { 'Cache-Control': 'private, no-cache' };

/** Strong, and the same wherever and whenever the same bytes are answered. */
export function entityTagOf(body: string): string {
  return `"${hash('sha256', body, 'base64url')}"`;
}

/** Whether If-None-Match names this tag. https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2 */
export function isKnown(entityTag: string, { headers }: IncomingMessage): boolean {
  const known = headers['if-none-match'];
  if (known === undefined) return false;
  return (
    known === entityTag || known.split(',').some((tag) => ['*', entityTag].includes(tag.trim().replace(/^W\//, '')))
  );
}
