import { z } from 'zod';
import { takeInvoiceItems } from '../../life/invoice-lines.ts';
import { finalizeInvoice, markUncollectible, requireOpen, subscriptionOf, voidInvoice } from '../../life/invoices.ts';
import { attachPaymentMethod, methodToCharge } from '../../life/payment-methods.ts';
import { cardDeclined, collectPayment, payWithoutCharge } from '../../life/payments.ts';
import { draftInvoice, type Invoice } from '../../objects/invoice.ts';
import { invoiceItem } from '../../objects/invoice-item.ts';
import type { Account } from '../../state/account.ts';
import { ApiError, noSuch } from '../api-error.ts';
import { listPage } from '../list-page.ts';
import {
  created,
  currency,
  expand,
  flag,
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
import { customerOfId } from './customers.ts';

const fields = {
  ...expand,
  auto_advance: flag.optional(),
  collection_method: z.enum(['charge_automatically', 'send_invoice']).optional(),
  default_payment_method: unsettable.optional(),
  description: unsettable.optional(),
  due_date: integer.optional(),
  footer: unsettable.optional(),
  metadata: metadata.optional(),
  payment_settings: withoutEffect,
};
const nothing = z.strictObject(expand);

export const invoiceRoutes: readonly Route[] = [
  route(
    'POST /v1/invoices',
    z.strictObject({
      ...fields,
      customer: text,
      currency: currency.optional(),
      pending_invoice_items_behavior: z.enum(['include', 'exclude']).optional(),
    }),
    ({ account }, parameters) => {
      const { customer: customerId, currency: money, pending_invoice_items_behavior: items, ...others } = parameters;
      const customer = customerOfId(account, customerId, 'customer');
      const now = account.now(customer.test_clock);
      const id = account.ids.next('in');
      const paidIn = money ?? customer.currency ?? 'usd';
      const lines = items === 'include' ? takeInvoiceItems(account, id, customer.id, paidIn) : [];
      const period = { start: now, end: now };
      const base = { id, created: now, billing_reason: 'manual', currency: paidIn, period, customer };
      const draft = draftInvoice(base, lines, {
        auto_advance: false,
        ...changesOf(account, customerId, others),
        metadata: mergeMetadata({}, others.metadata),
      });
      return account.add(draft, 'invoice.created');
    },
  ),
  route('GET /v1/invoices/:id', nothing, ({ account }, _parameters, id) => invoiceOf(account, id)),
  route('POST /v1/invoices/:id', z.strictObject(fields), ({ account }, parameters, id) => {
    const invoice = invoiceOf(account, id);
    const changes = changesOf(account, invoice.customer, parameters);
    const merged = mergeMetadata(invoice.metadata, parameters.metadata);
    return account.change(invoice, { ...changes, metadata: merged }, 'invoice.updated');
  }),
  route('DELETE /v1/invoices/:id', z.strictObject({}), ({ account }, _parameters, id) => {
    const invoice = invoiceOf(account, id);
    if (invoice.status !== 'draft' || invoice.parent !== null) {
      throw new ApiError(400, 'You can only delete draft invoices that belong to no subscription.');
    }
    account.remove(invoice, 'invoice.deleted');
    return { id, object: 'invoice', deleted: true };
  }),
  route(
    'POST /v1/invoices/:id/finalize',
    z.strictObject({ ...expand, auto_advance: flag.optional() }),
    ({ account }, { auto_advance: advances }, id) => {
      const invoice = invoiceOf(account, id);
      const changed = advances === undefined ? invoice : account.change(invoice, { auto_advance: advances });
      const open = finalizeInvoice(account, changed);
      const collects = open.status === 'open' && open.auto_advance && open.collection_method === 'charge_automatically';
      return collects ? collectPayment(account, open, { scheduled: true }) : open;
    },
  ),
  route(
    'POST /v1/invoices/:id/pay',
    z.strictObject({
      ...expand,
      off_session: withoutEffect,
      paid_out_of_band: flag.optional(),
      payment_method: text.optional(),
    }),
    ({ account }, parameters, id) => payInvoice(account, invoiceOf(account, id), parameters),
  ),
  route('POST /v1/invoices/:id/void', nothing, ({ account }, _parameters, id) =>
    voidInvoice(account, invoiceOf(account, id)),
  ),
  route('POST /v1/invoices/:id/mark_uncollectible', nothing, ({ account }, _parameters, id) =>
    markUncollectible(account, invoiceOf(account, id)),
  ),
  route(
    'GET /v1/invoices/:id/lines',
    z.strictObject({ ...expand, limit: integer.optional() }),
    ({ account }, _parameters, id) => invoiceOf(account, id).lines,
  ),
  route(
    'GET /v1/invoices',
    z.strictObject({
      ...listing,
      collection_method: z.enum(['charge_automatically', 'send_invoice']).optional(),
      created: created.optional(),
      customer: text.optional(),
      status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
      subscription: text.optional(),
    }),
    ({ account }, parameters) => {
      const { collection_method: method, customer, status, subscription } = parameters;
      const one = (key: string | undefined) => (key === undefined ? undefined : [key]);
      return listPage(account.invoices, '/v1/invoices', parameters, {
        keys: {
          collection_method: one(method),
          customer: one(customer),
          status: one(status),
          subscription: one(subscription),
        },
      });
    },
  ),
  route(
    'POST /v1/invoiceitems',
    z.strictObject({
      ...expand,
      amount: integer,
      currency,
      customer: text,
      description: unsettable.optional(),
      metadata: metadata.optional(),
    }),
    ({ account }, parameters) => {
      const customer = customerOfId(account, parameters.customer, 'customer');
      const item = invoiceItem({
        id: account.ids.next('ii'),
        created: account.now(customer.test_clock),
        amount: parameters.amount,
        currency: parameters.currency,
        customer: customer.id,
        description: parameters.description ?? null,
        invoice: null,
        metadata: mergeMetadata({}, parameters.metadata),
        testClock: customer.test_clock,
      });
      return account.add(item, 'invoiceitem.created');
    },
  ),
];

function invoiceOf(account: Account, id: string): Invoice {
  const invoice = account.invoices.get(id);
  if (invoice === undefined) throw noSuch('invoice', id);
  return invoice;
}

function changesOf(
  account: Account,
  customer: string,
  parameters: z.infer<z.ZodObject<typeof fields>>,
): Partial<Invoice> {
  const { default_payment_method: method, auto_advance, collection_method, description, due_date, footer } = parameters;
  return given({
    auto_advance,
    collection_method,
    description,
    due_date,
    footer,
    default_payment_method:
      method === undefined || method === null
        ? method
        : attachPaymentMethod(account, customerOfId(account, customer, 'customer'), method, 'default_payment_method')
            .id,
  });
}

function payInvoice(
  account: Account,
  given_: Invoice,
  how: { paid_out_of_band?: boolean | undefined; payment_method?: string | undefined },
): Invoice {
  const invoice = given_.status === 'draft' ? finalizeInvoice(account, given_) : given_;
  if (given_.status === 'draft' && invoice.status === 'paid') return invoice;
  if (invoice.status === 'paid') throw new ApiError(400, 'Invoice is already paid', { code: 'invoice_already_paid' });
  requireOpen(invoice, 'pay');
  const customer = customerOfId(account, invoice.customer, 'customer');
  if (how.paid_out_of_band === true) return payWithoutCharge(account, invoice);
  const named = how.payment_method;
  const chosen = named === undefined ? undefined : attachPaymentMethod(account, customer, named, 'payment_method');
  const method =
    chosen ?? methodToCharge(account, customer, { invoice, subscription: subscriptionOf(account, invoice) });
  if (method === undefined) throw cardDeclined(method);
  const result = collectPayment(account, invoice, { scheduled: false, method });
  if (result.status !== 'paid') throw cardDeclined(method);
  return result;
}
