import { ApiError } from '../api/api-error.ts';
import type { FormFields } from '../api/form.ts';
import { changeSubscription } from '../life/change-subscription.ts';
import { endSubscription } from '../life/end-subscription.ts';
import { priceText, productName } from '../life/invoice-lines.ts';
import { plannedEnd } from '../life/planned-end.ts';
import type { PortalSession } from '../objects/portal-session.ts';
import type { Subscription } from '../objects/subscription.ts';
import type { Account } from '../state/account.ts';
import { type Html, html } from './html.ts';
import { goTo, page, type PageAnswer } from './page.ts';

/** The page behind a portal session's `url`: the customer's subscriptions, each of which can be canceled or kept. */
export function portalPage(account: Account, id: string, form: FormFields | undefined): PageAnswer {
  const session = account.portalSessions.get(id);
  if (session === undefined) return page(404, 'Unknown session', html`<p>There is no portal session of this id.</p>`);
  if (form === undefined) return overview(account, session, 200);
  try {
    act(account, session, form);
    return goTo(session.url);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return overview(account, session, error.status, error.message);
  }
}

/** Does what the API would do for the customer; only for a subscription that is this customer's. */
function act(account: Account, session: PortalSession, form: FormFields): void {
  const subscription = account.subscriptions.get(String(form['subscription']));
  if (subscription === undefined || subscription.customer !== session.customer) {
    throw new ApiError(404, 'This customer has no such subscription.');
  }
  const choice = form['act'];
  if (choice === 'cancel_now') {
    endSubscription(account, subscription, { reason: 'cancellation_requested' });
    return;
  }
  if (choice !== 'cancel_at_period_end' && choice !== 'keep') throw new ApiError(400, 'This page has no such button.');
  const wanted = { cancel_at_period_end: choice === 'cancel_at_period_end' };
  changeSubscription(account, subscription, {
    items: [],
    changes: plannedEnd(subscription, wanted, account.now(subscription.test_clock)),
    prorationBehavior: 'none',
    restart: false,
    endTrialNow: false,
  });
}

function overview(account: Account, session: PortalSession, status: number, problem?: string): PageAnswer {
  const subscriptions = [...account.subscriptions.newestFirst({ keys: { customer: [session.customer] } })];
  const running = subscriptions.filter((each) => each.status !== 'canceled' && each.status !== 'incomplete_expired');
  return page(
    status,
    'Your subscriptions',
    html`${problem === undefined ? '' : html`<p class="problem" role="alert">${problem}</p>`}
    ${running.length === 0 ? html`<p>There are none.</p>` : running.map((each) => section(account, each))}
    ${session.return_url === null ? '' : html`<p><a href="${session.return_url}">Back</a></p>`}`,
  );
}

function section(account: Account, subscription: Subscription): Html {
  const { id, status, cancel_at: cancelAt } = subscription;
  const ends = cancelAt === null ? '' : `, ends ${new Date(cancelAt * 1_000).toISOString().slice(0, 10)}`;
  return html`<section>
    <h2>${subscription.items.data.map(({ price }) => productName(account, price)).join(', ')}</h2>
    <p>
      ${subscription.items.data.map(({ price, quantity }) => `${quantity} × ${priceText(price)}`).join(', ')}:
      ${status}${ends}
    </p>
    <form method="post">
      <input type="hidden" name="subscription" value="${id}" />
      ${
        cancelAt === null
          ? html`<button name="act" value="cancel_at_period_end">Cancel at the end of the period</button>`
          : html`<button name="act" value="keep">Keep the subscription</button>`
      }
      <button name="act" value="cancel_now">Cancel now</button>
    </form>
  </section> `;
}
