import { z } from 'zod';
import { erasedInARowMax } from '../../../policies/api.ts';
import { customerMetadata } from '../../webhook/project/customer.ts';
import { publicRoutes } from '../../routes.ts';
import { customerAnswer } from '../answers/customer.ts';
import { askStripe } from '../ask-stripe.ts';
import { commitMade } from '../commit-made.ts';
import type { CustomerRow } from '../customers.ts';
import { claimKey, stripeKeyOf } from '../idempotency.ts';
import { Refusal } from '../problems.ts';
import { type Call, defineRoute } from '../route.ts';
import { personText, reference } from '../schemas/fields.ts';
import { customer } from '../schemas/resources.ts';

const body = z
  .strictObject({
    reference,
    email: personText(512)
      .regex(/^[^\s@]+@[^\s@]+$/)
      .optional(),
    name: personText(256).optional(),
  })
  .meta({ id: 'CustomerRequest' });

type CustomerCall = Call<unknown, z.output<typeof body>>;

const operation = 'createCustomer';

export const createCustomer = defineRoute({
  operation,
  ...publicRoutes.createCustomer,
  scope: 'checkout',
  title: 'Have a customer',
  description:
    'Makes a customer at Stripe under the app’s own reference, unless it is there already: then it is answered as it ' +
    'is, and nothing is changed.',
  body,
  answer: { status: 200, description: 'The customer, made or found.', schema: customer },
  problems: ['customer-erased', 'being-made', 'refused-by-stripe'],
  handle: async (call) => {
    await claimKey(call.app, operation, call.idempotencyKey, call.body);
    const found = await call.tools.customers.find({ app: call.app, ref: call.body.reference });
    const row = found !== undefined && isLeft(found) ? found : await make(call);
    call.seen.customerId = row.id;
    return customerAnswer(row);
  },
});

function isLeft({ erased, deleted }: CustomerRow): boolean {
  return !erased && !deleted;
}

/**
 * Stripe's key is made of the app and its reference, so that requests that know nothing of each other make one customer,
 * also where one of them was killed before it wrote anything down. Where Stripe repeats one that was erased since, the
 * next key is taken; where the erasure came after this request, that would bring the person back.
 */
async function make({ app, body: { reference: ref, email, name }, tools }: CustomerCall): Promise<CustomerRow> {
  const metadata = { [customerMetadata.app]: app, [customerMetadata.reference]: ref };
  const began = new Date();
  for (let nth = 0; nth < erasedInARowMax; nth += 1) {
    const idempotencyKey = stripeKeyOf(operation, app, String(nth), ref);
    const made = await askStripe(tools, (stripe) =>
      stripe.customers.create({ ...(email && { email }), ...(name && { name }), metadata }, { idempotencyKey }),
    );
    const known = await tools.customers.find({ app, ref: made.id });
    if (known === undefined || isLeft(known)) await commitMade(tools, made);
    const row = await tools.customers.find({ app, ref: made.id });
    // What Stripe repeats was made for this app, but may be another's by now.
    if (row === undefined) continue;
    if (isLeft(row)) return row;
    if (row.erased_at !== null && row.erased_at >= began) throw new Refusal('customer-erased');
  }
  throw new Refusal('being-made');
}
