import { ApiError } from '../api/api-error.ts';
import { connectedAccount, type ConnectedAccount, type ConnectedAccountFields } from '../objects/connected-account.ts';
import type { StripeEvent } from '../objects/event.ts';
import type { ThinEvent } from '../objects/thin-event.ts';
import { EndpointRegistry, type Payload, type Receiver } from '../webhooks/endpoint-registry.ts';
import { Account, type AccountOptions } from './account.ts';
import { seedFor } from './seeded-random.ts';

/** One Stripe account here: its state and its endpoints. */
export interface Tenant {
  readonly account: Account;
  readonly endpoints: EndpointRegistry;
}

/** Where an event goes: the endpoint, and the registry that signs for it. */
export interface Target {
  readonly receiver: Receiver;
  readonly endpoints: EndpointRegistry;
}

/**
 * The platform's own account and the accounts that are connected to it, each with a state of its own. Events of a
 * connected account go to that account's endpoints and to the platform's Connect endpoints, never to its other ones.
 */
export class Platform {
  readonly own: Tenant;
  readonly #options: AccountOptions;
  readonly #connected = new Map<string, Tenant>();
  /** Told of every event as it is made; a v2 event of its own has no snapshot. */
  onEvent: (tenant: Tenant, snapshot: StripeEvent | undefined, thin: ThinEvent) => void = () => {};
  /** Whether an event is lost before it is made. */
  isNeverMade: (id: string) => boolean = () => false;
  #pagesUrl = '';

  constructor(options: AccountOptions) {
    this.#options = options;
    this.own = this.#tenant(options);
  }

  /** Every account, the platform's own first. */
  tenants(): readonly Tenant[] {
    return [this.own, ...this.#connected.values()];
  }

  /** Where the hosted pages are, for all accounts. */
  setPagesUrl(url: string): void {
    this.#pagesUrl = url;
    for (const { account } of this.tenants()) account.pagesUrl = url;
  }

  /** Makes an account and connects it. */
  connect(fields: ConnectedAccountFields = {}): ConnectedAccount {
    const own = this.own.account;
    const id = fields.id ?? own.ids.next('acct');
    const tenant = this.#tenant({ ...this.#options, id, seed: seedFor(this.#options.seed, id), connected: true });
    tenant.account.pagesUrl = this.#pagesUrl;
    this.#connected.set(id, tenant);
    return own.add(connectedAccount({ ...fields, id, created: own.now(null) }));
  }

  /** The account that a request is made for. ApiError 403 in Stripe's words unless it is the platform's or connected. */
  tenant(id: string | undefined): Tenant {
    if (id === undefined || id === this.own.account.options.id) return this.own;
    const found = this.#connected.get(id);
    if (found !== undefined) return found;
    throw new ApiError(
      403,
      `The provided key 'sk_test_****' does not have access to account '${id.slice(0, 100)}' ` +
        '(or that account does not exist). Application access may have been revoked.',
      { code: 'account_invalid' },
    );
  }

  /** Everywhere that an account's event of this type goes, in this kind of payload. */
  targets(tenant: Tenant, type: string, payload: Payload): readonly Target[] {
    const { endpoints } = tenant;
    const at = endpoints.wanting(type, payload, '@self').map((receiver) => ({ receiver, endpoints }));
    if (tenant === this.own) return at;
    const { endpoints: platform } = this.own;
    const connect = platform.wanting(type, payload, '@accounts');
    return [...at, ...connect.map((receiver) => ({ receiver, endpoints: platform }))];
  }

  #tenant(options: AccountOptions): Tenant {
    const account = new Account(options);
    const tenant = { account, endpoints: new EndpointRegistry(account) };
    account.endpointsWanting = (type) => this.targets(tenant, type, 'snapshot').length;
    account.onEvent = (snapshot, thin) => this.onEvent(tenant, snapshot, thin);
    account.isNeverMade = (id) => this.isNeverMade(id);
    return tenant;
  }
}
