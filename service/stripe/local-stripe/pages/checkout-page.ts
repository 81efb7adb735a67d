import { ApiError } from '../api/api-error.ts';
import type { FormFields } from '../api/form.ts';
import { completeCheckout, expireOverdueCheckouts } from '../life/checkout.ts';
import { amountText, priceText } from '../life/invoice-lines.ts';
import type { CheckoutSession } from '../objects/checkout-session.ts';
import { testPaymentMethods } from '../objects/payment-method.ts';
import type { Account } from '../state/account.ts';
import { type Html, html } from './html.ts';
import { goTo, page, type PageAnswer } from './page.ts';

/** The page behind a checkout session's `url`: shows what is bought, and pays it with one of Stripe's test cards. */
export function checkoutPage(account: Account, id: string, form: FormFields | undefined): PageAnswer {
  expireOverdueCheckouts(account, id);
  const session = account.checkoutSessions.get(id);
  if (session === undefined)
    return page(404, 'Unknown checkout', html`<p>There is no checkout session of this id.</p>`);
  if (session.status === 'expired') return page(410, 'Expired', html`<p>This checkout session has expired.</p>`);
  if (session.status === 'complete') {
    return page(409, 'Paid already', html`<p>This checkout session is complete. It cannot be paid twice.</p>`);
  }
  if (form === undefined) return payPage(account, session, 200);
  try {
    const { success_url: success } = completeCheckout(account, id, {
      paymentMethod: written(form['payment_method']),
      email: written(form['email']),
      name: written(form['name']),
    });
    // Through URL, so that what is no header text is escaped.
    return goTo(new URL(success.replaceAll('{CHECKOUT_SESSION_ID}', id)).href);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return payPage(account, session, error.status, error.message);
  }
}

function payPage(account: Account, session: CheckoutSession, status: number, problem?: string): PageAnswer {
  const lines = account.checkouts.get(session.id)?.lines ?? [];
  const total = amountText(session.amount_total, session.currency);
  return page(
    status,
    'Checkout',
    html`${problem === undefined ? '' : html`<p class="problem" role="alert">${problem}</p>`}
      <table>
        ${lines.map(
          ({ description, quantity, price }) =>
            html`<tr>
              <td>${String(description)}<br />${quantity} × ${priceText(price)}</td>
              <td>${amountText(price.unit_amount * quantity, price.currency)}</td>
            </tr> `,
        )}
        <tr>
          <td><strong>Due today</strong></td>
          <td><strong>${total}</strong></td>
        </tr>
      </table>
      <form method="post">
        ${person(session)}<label
          >Test card<select name="payment_method">
            ${cards()}
          </select></label
        >
        <button>${session.amount_total > 0 ? `Pay ${total}` : 'Start'}</button>
      </form>
      ${session.cancel_url === null ? '' : html`<p><a href="${session.cancel_url}">Back, without paying</a></p>`}`,
  );
}

/** Asked only where the session makes a new customer whose email it does not know. */
function person(session: CheckoutSession): Html | string {
  if (session.customer !== null || session.customer_email !== null) return '';
  return html`<label>Email<input name="email" type="email" required autocomplete="email" /></label>
    <label>Name<input name="name" autocomplete="name" /></label> `;
}

function cards(): Html[] {
  return Object.entries(testPaymentMethods).map(
    ([id, { brand, last4, charges }]) =>
      html`<option value="${id}">${brand} ${last4}, ${charges ? 'pays' : 'is declined'}</option>`,
  );
}

function written(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 500) : undefined;
}
