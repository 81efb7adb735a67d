import { type Agent, request } from 'node:http';
import { deliveryAnswerBytesMax } from '../../../../policies/local-stripe.ts';

/**
 * Posts one signed event and gives the answer's status; 0 when there was none in time. Redirects are not followed
 * and Retry-After is not read: Stripe does neither.
 */
export function post(options: {
  url: string;
  body: string;
  signature: string;
  agent: Agent;
  timeoutMilliseconds: number;
  stopped: AbortSignal;
}): Promise<number> {
  const { url, body, signature, agent, timeoutMilliseconds, stopped } = options;
  const bytes = Buffer.from(body);
  const headers = {
    Accept: '*/*',
    'Cache-Control': 'no-cache',
    'Content-Length': bytes.length,
    'Content-Type': 'application/json; charset=utf-8',
    'Stripe-Signature': signature,
    'User-Agent': 'Stripe/1.0 (+local stand-in)',
  };
  return new Promise((resolve) => {
    const sent = request(url, { method: 'POST', agent, headers, signal: stopped }, (answer) => {
      let read = 0;
      answer.on('data', (chunk: Buffer) => {
        read += chunk.length;
        if (read > deliveryAnswerBytesMax) answer.destroy();
      });
      answer.on('error', () => {});
      answer.on('close', () => {
        clearTimeout(timer);
        resolve(answer.complete || read > deliveryAnswerBytesMax ? (answer.statusCode ?? 0) : 0);
      });
    });
    const timer = setTimeout(() => sent.destroy(), timeoutMilliseconds);
    sent.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      // A kept connection that the receiver had closed already says nothing about the delivery: send it afresh.
      if (sent.reusedSocket && error.code === 'ECONNRESET' && !stopped.aborted) resolve(post(options));
      else resolve(0);
    });
    sent.end(bytes);
  });
}
