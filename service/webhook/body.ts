import type { IncomingMessage } from 'node:http';
import { bodyBytesMax } from '../../policies/webhook.ts';

/** The body is larger than it may be. No more of it was read. */
export class BodyTooLarge extends Error {}

/** The sender went away, or was cut off, before its body was complete. */
export class BodyIncomplete extends Error {}

/** Reads a whole body as bytes. How long it may take is the server's requestTimeout. */
export function readBody(request: IncomingMessage, bytesMax = bodyBytesMax): Promise<Buffer> {
  if (Number(request.headers['content-length']) > bytesMax) return Promise.reject(new BodyTooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        request.pause();
        reject(new BodyTooLarge());
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    // Emitted after every request, and costly to answer with an error where nothing went wrong.
    request.on('close', () => {
      if (!request.complete) reject(new BodyIncomplete());
    });
    request.on('error', (error) => reject(new BodyIncomplete(error.message)));
  });
}
