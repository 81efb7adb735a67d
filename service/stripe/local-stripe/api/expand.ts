import { expandDepthMax } from '../../../../policies/local-stripe.ts';
import type { Account } from '../state/account.ts';
import { ApiError } from './api-error.ts';
import { lineItemsOf } from './line-items.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Replaces ids by the objects they name, for each path of `expand[]`; a path through a list goes into each entry. */
export function expandAnswer(account: Account, answer: object, paths: readonly string[]): object {
  return paths.reduce((expanded, path) => {
    const parts = path.split('.');
    if (parts.length > expandDepthMax + (parts[0] === 'data' ? 1 : 0)) {
      throw new ApiError(400, `You cannot expand more than ${expandDepthMax} levels of a property: ${path}`, {
        param: 'expand',
      });
    }
    return expandPath(account, expanded, parts, path) as object;
  }, answer);
}

function expandPath(account: Account, value: unknown, parts: readonly string[], path: string): unknown {
  const [part, ...rest] = parts;
  if (part === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => expandPath(account, each, parts, path));
  const fields = value as Fields;
  const inside =
    typeof value === 'object' && Object.hasOwn(fields, part) ? fields[part] : listOf(account, fields, part);
  if (inside === undefined) {
    throw new ApiError(400, `This property cannot be expanded (${part}).`, { param: 'expand' });
  }
  const named = typeof inside === 'string' ? account.find(inside) : inside;
  if (named === undefined) {
    throw new ApiError(400, `This property cannot be expanded (${part}).`, { param: 'expand' });
  }
  return { ...fields, [part]: expandPath(account, named, rest, path) };
}

/** Lists that are sent only when they are asked for. */
function listOf(account: Account, fields: Fields, part: string): object | undefined {
  const id = String(fields['id']);
  if (fields['object'] === 'checkout.session' && part === 'line_items') return lineItemsOf(account, id);
  if (fields['object'] !== 'customer' || part !== 'subscriptions') return undefined;
  const query = { keys: { customer: [id] }, accepts: ({ status }: { status: string }) => status !== 'canceled' };
  const { data, hasMore } = account.subscriptions.page(query, { limit: 10 });
  return { object: 'list', data, has_more: hasMore, url: `/v1/customers/${id}/subscriptions` };
}
