import { z } from 'zod';
import { attachPaymentMethod } from '../../life/payment-methods.ts';
import { paymentMethod, type PaymentMethod, testPaymentMethods } from '../../objects/payment-method.ts';
import type { Account } from '../../state/account.ts';
import { ApiError, noSuch } from '../api-error.ts';
import { listPage } from '../list-page.ts';
import { expand, listing, text, withoutEffect } from '../parameters.ts';
import { type Route, route } from '../route.ts';
import { customerOfId } from './customers.ts';

export const paymentMethodRoutes: readonly Route[] = [
  route('GET /v1/payment_methods/:id', z.strictObject(expand), ({ account }, _parameters, id) => methodOf(account, id)),
  route(
    'POST /v1/payment_methods/:id/attach',
    z.strictObject({ ...expand, customer: text }),
    ({ account }, { customer }, id) =>
      attachPaymentMethod(account, customerOfId(account, customer, 'customer'), id, 'id'),
  ),
  route('POST /v1/payment_methods/:id/detach', z.strictObject(expand), ({ account }, _parameters, id) => {
    const method = methodOf(account, id);
    if (method.customer === null) {
      throw new ApiError(
        400,
        'The payment method you provided is not attached to a customer so detachment is impossible.',
      );
    }
    return account.change(method, { customer: null }, 'payment_method.detached');
  }),
  route(
    'GET /v1/payment_methods',
    z.strictObject({ ...listing, customer: text.optional(), type: withoutEffect }),
    ({ account }, parameters) =>
      listPage(account.paymentMethods, '/v1/payment_methods', parameters, {
        keys: { customer: parameters.customer === undefined ? undefined : [parameters.customer] },
      }),
  ),
  route('GET /v1/payment_intents/:id', z.strictObject(expand), ({ account }, _parameters, id) => {
    const intent = account.paymentIntents.get(id);
    if (intent === undefined) throw noSuch('payment_intent', id);
    return intent;
  }),
  route('GET /v1/charges/:id', z.strictObject(expand), ({ account }, _parameters, id) => {
    const charge = account.charges.get(id);
    if (charge === undefined) throw noSuch('charge', id);
    return charge;
  }),
];

/** An attached payment method, or one of Stripe's test payment methods as it is before it is attached. */
function methodOf(account: Account, id: string): PaymentMethod {
  const attached = account.paymentMethods.get(id);
  if (attached !== undefined) return attached;
  const card = Object.hasOwn(testPaymentMethods, id) ? testPaymentMethods[id] : undefined;
  if (card === undefined) throw noSuch('PaymentMethod', id);
  return paymentMethod({ ...card, id, created: account.now(null), customer: null, fingerprint: 'localStripeCard0' });
}
