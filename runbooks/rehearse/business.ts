import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type Stripe from 'stripe';
import { type ServiceProcess, startService } from '../../service/service-process.ts';
import { type LocalStripe, startLocalStripe } from '../../service/stripe/local-stripe/server.ts';
import { Databases } from './databases.ts';
import { addMainRows } from './main-app.ts';
import type { AtEnd } from './scene.ts';

const secret = 'whsec_rehearsal';
const appSigningSecret = Buffer.alloc(32, 'rehearsal').toString('base64');
const customersBefore = 20;
const customersAfter = 5;
/** In the middle of those who were there before the backup. */
const watched = 7;
const launcher = join(import.meta.dirname, '../../bulkhead');

/**
 * A small business whose books are in both databases: customers with subscriptions and invoices at local Stripe, told to
 * billing by webhooks. It lives in real time, as sweeps go by Stripe's clock.
 */
export class Business {
  readonly databases: Databases;
  readonly stripe: LocalStripe;
  readonly service: ServiceProcess;
  readonly customers: string[] = [];
  readonly #price: string;

  private constructor(databases: Databases, stripe: LocalStripe, service: ServiceProcess, price: string) {
    this.databases = databases;
    this.stripe = stripe;
    this.service = service;
    this.#price = price;
  }

  /** Starts it, with its first customers and an app. */
  static async start(atEnd: AtEnd): Promise<Business> {
    const databases = await Databases.start(atEnd);
    // It hears of Stripe by webhooks alone: sweeps are for the page to make.
    const service = await startService({
      BILLING_DATABASE_URL: databases.variables['BILLING_DATABASE_URL']!,
      STRIPE_WEBHOOK_SECRETS: secret,
      APP_SIGNING_SECRET: appSigningSecret,
      BULKHEAD_EVIDENCE_STORE: '',
    });
    atEnd(() => service.stop());
    const stripe = await startLocalStripe({
      endpoints: [{ url: `${service.url}/webhooks/stripe`, secrets: [secret] }],
    });
    atEnd(() => stripe.stop());
    const business = new Business(databases, stripe, service, await makePrice(stripe.client()));
    await business.#signUp(customersBefore);
    await business.#addApp();
    await addMainRows(databases.mariadb.urls.main.app);
    return business;
  }

  /** A business with a backup behind it, and what happened after it; nothing writes to billing any more. */
  static async startAfterBackup(atEnd: AtEnd): Promise<Business> {
    const business = await Business.start(atEnd);
    await business.backUp();
    await business.goOn();
    await business.service.stop();
    return business;
  }

  /** Makes a verified backup of both databases. */
  backUp(): Promise<void> {
    return this.databases.backUp('billing', 'main');
  }

  /** What no backup knows yet: more customers, and one that is called otherwise. */
  async goOn(): Promise<void> {
    await this.#signUp(customersAfter);
    await this.stripe.client().customers.update(this.customer, { name: 'Renamed later' });
    await this.stripe.idle();
  }

  /** One who was there before the backup. */
  get customer(): string {
    return this.customers[watched]!;
  }

  get variables(): Record<string, string> {
    return {
      ...this.databases.variables,
      STRIPE_API_KEY: this.stripe.apiKey,
      STRIPE_API_BASE: this.stripe.url,
      STRIPE_MODE: 'test',
      STRIPE_WEBHOOK_SECRETS: secret,
      APP_SIGNING_SECRET: appSigningSecret,
      CUSTOMER: this.customer,
    };
  }

  async #signUp(count: number): Promise<void> {
    const stripe = this.stripe.client();
    const from = this.customers.length;
    for (let number = from; number < from + count; number += 1) {
      const { id } = await stripe.customers.create({
        email: `${number}@customer.example`,
        name: `Customer ${number}`,
        payment_method: 'pm_card_visa',
        invoice_settings: { default_payment_method: 'pm_card_visa' },
        metadata: { bulkhead_app: 'shop', bulkhead_reference: `account-${number}` },
      });
      await stripe.subscriptions.create({ customer: id, items: [{ price: this.#price }] });
      this.customers.push(id);
    }
    await this.stripe.idle();
  }

  async #addApp(): Promise<void> {
    const env = { PATH: process.env['PATH'], ...this.variables };
    await promisify(execFile)(launcher, ['apps', 'add', 'shop', '--scope', 'read,checkout,erase'], { env });
  }
}

async function makePrice(stripe: Stripe): Promise<string> {
  const product = await stripe.products.create({ name: 'Team', metadata: { plan: 'team', features: 'reports' } });
  const recurring = { interval: 'month' } as const;
  const { id } = await stripe.prices.create({ product: product.id, currency: 'eur', unit_amount: 1900, recurring });
  return id;
}
