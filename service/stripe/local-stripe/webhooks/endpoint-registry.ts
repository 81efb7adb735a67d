import { signingSecretsMax } from '../../../../policies/local-stripe.ts';
import { ApiError } from '../api/api-error.ts';
import type { StripeEvent } from '../objects/event.ts';
import { webhookEndpoint, type WebhookEndpoint } from '../objects/webhook-endpoint.ts';
import type { Account } from '../state/account.ts';

/** The webhook endpoints of the account and their signing secrets, which no list ever shows. */
export class EndpointRegistry {
  readonly #account: Account;
  readonly #secrets = new Map<string, readonly string[]>();
  #enabled: readonly WebhookEndpoint[] = [];

  constructor(account: Account) {
    this.#account = account;
  }

  /** Registers an endpoint. With several secrets every delivery is signed with each, as during Stripe's rotation. */
  add(
    fields: { url: string } & Partial<Omit<WebhookEndpoint, 'id' | 'created'>>,
    secrets: readonly string[] = [],
  ): { endpoint: WebhookEndpoint; secrets: readonly string[] } {
    requireLocal(fields.url);
    const { ids } = this.#account;
    const used = secrets.length > 0 ? secrets : [ids.next('whsec')];
    const created = this.#account.now(null);
    const endpoint = this.#account.add(webhookEndpoint({ ...fields, id: ids.next('we'), created }));
    this.#secrets.set(endpoint.id, used.slice(0, signingSecretsMax));
    this.#refresh();
    return { endpoint, secrets: used };
  }

  change(endpoint: WebhookEndpoint, changes: Partial<WebhookEndpoint>): WebhookEndpoint {
    if (changes.url !== undefined) requireLocal(changes.url);
    const changed = this.#account.change(endpoint, changes);
    this.#refresh();
    return changed;
  }

  remove(endpoint: WebhookEndpoint): void {
    this.#account.remove(endpoint);
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

  /** The endpoints that want this type of event. */
  wanting(type: StripeEvent['type']): readonly WebhookEndpoint[] {
    return this.#enabled.filter(({ enabled_events: wanted }) => wanted.includes('*') || wanted.includes(type));
  }

  #refresh(): void {
    this.#enabled = [...this.#account.webhookEndpoints.newestFirst()]
      .reverse()
      .filter(({ status }) => status === 'enabled');
  }
}

/** Real Stripe delivers anywhere; the stand-in promises that nothing leaves this machine. */
function requireLocal(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const local = parsed !== undefined && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(parsed.hostname);
  if (local && parsed.protocol === 'http:') return;
  throw new ApiError(
    400,
    'Invalid URL: local Stripe, a stand-in, delivers over http to this machine only, ' +
      'for example to http://127.0.0.1:3000/webhook.',
    { code: 'url_invalid', param: 'url' },
  );
}
