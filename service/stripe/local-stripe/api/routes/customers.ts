import { z } from 'zod';
import { attachPaymentMethod } from '../../life/payment-methods.ts';
import { endSubscription } from '../../life/end-subscription.ts';
import { customer as newCustomer, type Customer, noInvoiceSettings } from '../../objects/customer.ts';
import type { Account } from '../../state/account.ts';
import { noSuch, notSimulated } from '../api-error.ts';
import { listPage } from '../list-page.ts';
import {
  created,
  expand,
  given,
  integer,
  listing,
  mergeMetadata,
  metadata,
  text,
  unsettable,
  withoutEffect,
} from '../parameters.ts';
import { type Route, route } from '../route.ts';

const address = z.strictObject({
  city: unsettable.optional(),
  country: unsettable.optional(),
  line1: unsettable.optional(),
  line2: unsettable.optional(),
  postal_code: unsettable.optional(),
  state: unsettable.optional(),
});
const invoiceSettings = z.strictObject({
  default_payment_method: unsettable.optional(),
  footer: unsettable.optional(),
  custom_fields: withoutEffect,
  rendering_options: withoutEffect,
});
const fields = {
  ...expand,
  address: z.union([z.literal('').transform(() => null), address]).optional(),
  balance: integer.optional(),
  description: unsettable.optional(),
  email: unsettable.optional(),
  invoice_settings: invoiceSettings.optional(),
  metadata: metadata.optional(),
  name: unsettable.optional(),
  phone: unsettable.optional(),
  preferred_locales: z.array(text).optional(),
  shipping: z
    .union([z.literal('').transform(() => null), z.strictObject({ address, name: text, phone: unsettable.optional() })])
    .optional(),
  tax_exempt: z.enum(['none', 'exempt', 'reverse']).optional(),
  source: text.optional(),
  tax: withoutEffect,
  validate: withoutEffect,
};
type Fields = z.infer<z.ZodObject<typeof fields>>;

export const customerRoutes: readonly Route[] = [
  route(
    'POST /v1/customers',
    z.strictObject({
      ...fields,
      payment_method: text.optional(),
      test_clock: text.optional(),
      invoice_prefix: text.optional(),
    }),
    ({ account }, { payment_method: method, test_clock: clock, invoice_prefix: prefix, ...others }) => {
      if (clock !== undefined && account.testClocks.get(clock) === undefined) {
        throw noSuch('test clock', clock, 'test_clock');
      }
      const made = newCustomer({
        ...plainFields(others),
        id: account.ids.next('cus'),
        created: account.now(clock ?? null),
        invoice_prefix: prefix ?? account.ids.letters('prefix', 8).toUpperCase(),
        metadata: mergeMetadata({}, others.metadata),
        test_clock: clock ?? null,
      });
      const customer = account.add(made, 'customer.created');
      if (method !== undefined) attachPaymentMethod(account, customer, method, 'payment_method');
      const settings = settingsOf(account, customer, others);
      return account.change(customer, { invoice_settings: settings }, 'customer.updated');
    },
  ),
  route('GET /v1/customers/:id', z.strictObject(expand), ({ account }, _parameters, id) => {
    if (account.deletedCustomers.has(id)) return { id, object: 'customer', deleted: true };
    return customerOfId(account, id);
  }),
  route('POST /v1/customers/:id', z.strictObject(fields), ({ account }, parameters, id) => {
    const customer = customerOfId(account, id);
    const changes = {
      ...plainFields(parameters),
      invoice_settings: settingsOf(account, customer, parameters),
      metadata: mergeMetadata(customer.metadata, parameters.metadata),
    };
    return account.change(customer, changes, 'customer.updated');
  }),
  route('DELETE /v1/customers/:id', z.strictObject({}), ({ account }, _parameters, id) => {
    const customer = customerOfId(account, id);
    for (const subscription of [...account.subscriptions.newestFirst({ keys: { customer: [id] } })]) {
      if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') continue;
      endSubscription(account, subscription, { reason: 'cancellation_requested' });
    }
    for (const invoice of [...account.invoices.newestFirst({ keys: { customer: [id], status: ['draft', 'open'] } })]) {
      const stopped = { auto_advance: false, automatically_finalizes_at: null, next_payment_attempt: null };
      account.change(invoice, stopped, 'invoice.updated');
    }
    account.deletedCustomers.add(id);
    // The event first: it is dated by the customer's test clock, which is found through the customer.
    account.tell('customer.deleted', customer);
    account.remove(customer);
    return { id, object: 'customer', deleted: true };
  }),
  route(
    'GET /v1/customers',
    z.strictObject({ ...listing, created: created.optional(), email: text.optional(), test_clock: text.optional() }),
    ({ account }, parameters) => {
      const { email, test_clock: clock } = parameters;
      return listPage(account.customers, '/v1/customers', parameters, {
        keys: {
          email: email === undefined ? undefined : [email],
          test_clock: clock === undefined ? undefined : [clock],
        },
      });
    },
  ),
  route(
    'GET /v1/customers/:id/payment_methods',
    z.strictObject({ ...listing, type: withoutEffect }),
    ({ account }, parameters, id) => {
      customerOfId(account, id);
      const url = `/v1/customers/${id}/payment_methods`;
      return listPage(account.paymentMethods, url, parameters, { keys: { customer: [id] } });
    },
  ),
];

/** A customer by its id; `param` names where the id stood if that was not the path. */
export function customerOfId(account: Account, id: string, param = 'id'): Customer {
  const customer = account.customers.get(id);
  if (customer === undefined) throw noSuch('customer', id, param);
  return customer;
}

function plainFields(parameters: Fields): Partial<Customer> {
  if (parameters.source !== undefined) throw notSimulated('source');
  const { address: home, shipping, ...others } = parameters;
  return given({
    ...others,
    ...(home === undefined ? {} : { address: home === null ? null : wholeAddress(home) }),
    ...(shipping === undefined
      ? {}
      : { shipping: shipping === null ? null : { phone: null, ...shipping, address: wholeAddress(shipping.address) } }),
    expand: undefined,
    invoice_settings: undefined,
    metadata: undefined,
    source: undefined,
    tax: undefined,
    validate: undefined,
  });
}

function wholeAddress(parts: z.infer<typeof address>): object {
  return { city: null, country: null, line1: null, line2: null, postal_code: null, state: null, ...given(parts) };
}

function settingsOf(account: Account, customer: Customer, parameters: Fields): Customer['invoice_settings'] {
  const wanted = parameters.invoice_settings;
  const method = wanted?.default_payment_method;
  return {
    ...noInvoiceSettings,
    ...customer.invoice_settings,
    ...(wanted?.footer === undefined ? {} : { footer: wanted.footer }),
    ...(method === undefined
      ? {}
      : {
          default_payment_method:
            method === null
              ? null
              : attachPaymentMethod(account, customer, method, 'invoice_settings[default_payment_method]').id,
        }),
  };
}
