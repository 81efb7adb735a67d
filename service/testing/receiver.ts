import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A message that came in, and what was said in it. */
export interface ReceivedMessage {
  path: string;
  headers: Record<string, string>;
  body: string;
  customer: string;
  sequence: number;
}

/** How a receiver answers a message. */
export type Answering = (response: ServerResponse, message: ReceivedMessage, request: IncomingMessage) => void;

/** Takes every message. */
export const taking: Answering = (response) => response.writeHead(204).end();

/** An app's endpoint as a test wants it: it keeps what came, and answers as it is told. */
export class Receiver {
  readonly messages: ReceivedMessage[] = [];
  answering: Answering = taking;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#receive(request, response));
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hooks`;
  }

  /** The sequences that came for a customer, in the order in which they came. */
  sequencesOf(customer: string): number[] {
    return this.messages.filter((message) => message.customer === customer).map(({ sequence }) => sequence);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;
    const { data, sequence } = JSON.parse(body) as { data: { customer: string }; sequence: number };
    const headers = request.headers as Record<string, string>;
    const message = { path: request.url ?? '', headers, body, customer: data.customer, sequence };
    this.messages.push(message);
    this.answering(response, message, request);
  }
}
