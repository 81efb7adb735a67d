import { signingSecretsMax } from '../../../../policies/local-stripe.ts';
import { ApiError } from '../api/api-error.ts';
import {
  type DestinationFields,
  type EventDestination,
  eventDestination,
  type EventsFrom,
} from '../objects/event-destination.ts';
import { webhookEndpoint, type WebhookEndpoint } from '../objects/webhook-endpoint.ts';
import type { Account } from '../state/account.ts';

export type Payload = 'snapshot' | 'thin';

/** Whoever is posted events: a webhook endpoint, or an event destination of v2. */
export interface Receiver {
  readonly id: string;
  readonly url: string;
  readonly payload: Payload;
  readonly from: readonly EventsFrom[];
  readonly enabledEvents: readonly string[];
}

/** The endpoints and destinations of an account and their signing secrets, which no list ever shows. */
export class EndpointRegistry {
  readonly #account: Account;
  readonly #secrets = new Map<string, readonly string[]>();
  readonly #connect = new Set<string>();
  #enabled = new Map<string, Receiver>();

  constructor(account: Account) {
    this.#account = account;
  }

  /**
   * Registers an endpoint. With several secrets every delivery is signed with each, as during Stripe's rotation.
   * With `connect` it gets the events of connected accounts, and only those.
   */
  add(
    fields: { url: string } & Partial<Omit<WebhookEndpoint, 'id' | 'created'>>,
    secrets: readonly string[] = [],
    options: { readonly connect?: boolean } = {},
  ): { endpoint: WebhookEndpoint; secrets: readonly string[] } {
    requireLocal(fields.url);
    const { ids } = this.#account;
    const used = secrets.length > 0 ? secrets : [ids.next('whsec')];
    const created = this.#account.now(null);
    const endpoint = this.#account.add(webhookEndpoint({ ...fields, id: ids.next('we'), created }));
    if (options.connect === true) this.#connect.add(endpoint.id);
    this.#secrets.set(endpoint.id, used.slice(0, signingSecretsMax));
    this.#refresh();
    return { endpoint, secrets: used };
  }

  /** Registers an event destination of v2. */
  addDestination(
    fields: DestinationFields,
    secrets: readonly string[] = [],
  ): { destination: EventDestination; secrets: readonly string[] } {
    requireLocal(fields.url, 'webhook_endpoint[url]');
    const { ids } = this.#account;
    const used = secrets.length > 0 ? secrets : [ids.next('whsec')];
    const created = this.#account.now(null);
    const destination = this.#account.add(eventDestination({ ...fields, id: ids.next('ed_test'), created }));
    this.#secrets.set(destination.id, used.slice(0, signingSecretsMax));
    this.#refresh();
    return { destination, secrets: used };
  }

  change<T extends WebhookEndpoint | EventDestination>(endpoint: T, changes: Partial<T>): T {
    if (changes.url !== undefined) requireLocal(changes.url);
    const changed = this.#account.change(endpoint, changes);
    this.#refresh();
    return changed;
  }

  remove(endpoint: WebhookEndpoint | EventDestination): void {
    this.#account.remove(endpoint);
    this.#connect.delete(endpoint.id);
    this.#secrets.delete(endpoint.id);
    this.#refresh();
  }

  /** Begins a rotation: makes a further secret. Deliveries are signed with all until `dropSecret`. */
  rollSecret(id: string): string {
    const secret = this.#account.ids.next('whsec');
    this.#secrets.set(id, [secret, ...this.secrets(id)].slice(0, signingSecretsMax));
    return secret;
  }

  /** Ends a rotation: this secret signs no longer. */
  dropSecret(id: string, secret: string): void {
    this.#secrets.set(
      id,
      this.secrets(id).filter((each) => each !== secret),
    );
  }

  secrets(id: string): readonly string[] {
    return this.#secrets.get(id) ?? [];
  }

  /** An endpoint or destination that is enabled. */
  receiver(id: string): Receiver | undefined {
    return this.#enabled.get(id);
  }

  /** Who wants this type of event in this kind of payload. */
  wanting(type: string, payload: Payload, from: EventsFrom): readonly Receiver[] {
    return [...this.#enabled.values()].filter(
      (each) =>
        each.payload === payload &&
        each.from.includes(from) &&
        (each.enabledEvents.includes('*') || each.enabledEvents.includes(type)),
    );
  }

  #refresh(): void {
    const endpoints = [...this.#account.webhookEndpoints.newestFirst()].reverse();
    const destinations = [...this.#account.eventDestinations.newestFirst()].reverse();
    const receivers = [
      ...endpoints.map((endpoint) => ({
        ...endpoint,
        payload: 'snapshot' as const,
        from: [this.#connect.has(endpoint.id) ? ('@accounts' as const) : ('@self' as const)],
      })),
      ...destinations.map((each) => ({ ...each, payload: each.event_payload, from: each.events_from })),
    ];
    this.#enabled = new Map(
      receivers
        .filter(({ status }) => status === 'enabled')
        .map(({ id, url, payload, from, enabled_events: enabledEvents }) => [
          id,
          { id, url, payload, from, enabledEvents },
        ]),
    );
  }
}

/** Real Stripe delivers anywhere; the stand-in promises that nothing leaves this machine. */
function requireLocal(url: string, param = 'url'): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const local = parsed !== undefined && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(parsed.hostname);
  if (local && parsed.protocol === 'http:') return;
  throw new ApiError(
    400,
    'Invalid URL: local Stripe, a stand-in, delivers over http to this machine only, ' +
      'for example to http://127.0.0.1:3000/webhook.',
    { code: 'url_invalid', param },
  );
}
