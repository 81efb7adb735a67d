import { parseForm } from '../api/form.ts';
import type { Account } from '../state/account.ts';
import { checkoutPage } from './checkout-page.ts';
import { html } from './html.ts';
import { page, type PageAnswer } from './page.ts';
import { portalPage } from './portal-page.ts';

const pages = { '/c/pay/': checkoutPage, '/p/session/': portalPage };

/** Whether a request is for one of the pages that people see, rather than for the API. */
export function isPage(target: string): boolean {
  return Object.keys(pages).some((begin) => target.startsWith(begin));
}

/** Answers a person's browser, which has no API key: whoever knows the address of a session may use it, as at Stripe. */
export function answerPage(
  accounts: readonly Account[],
  request: { readonly id: string; readonly method: string; readonly target: string; readonly body: string },
): PageAnswer {
  const [path = ''] = request.target.split('?');
  const [begin, show] = Object.entries(pages).find(([each]) => path.startsWith(each)) ?? ['', checkoutPage];
  const id = path.slice(begin.length);
  if (!['GET', 'HEAD', 'POST'].includes(request.method)) {
    return page(405, 'Not here', html`<p>This page is read, or its form is sent.</p>`);
  }
  const account = accounts.find((each) => each.find(id) !== undefined) ?? accounts[0];
  if (account === undefined) return page(404, 'Unknown', html`<p>There is no such session.</p>`);
  const form = request.method === 'POST' ? parseForm(request.body) : undefined;
  return account.during({ id: request.id, idempotency_key: null }, () => show(account, id, form));
}
