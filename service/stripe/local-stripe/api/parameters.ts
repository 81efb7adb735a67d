import { z } from 'zod';
import { ApiError } from './api-error.ts';
import type { FormFields } from './form.ts';

/** Readers of form fields: everything arrives as text, and '' unsets. */
export const text = z.string().max(5_000);
export const unsettable = text.transform((value) => (value === '' ? null : value));
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, 'integer')
  .transform(Number);
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
export const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'currency')
  .transform((value) => value.toLowerCase());
export const metadata = z.union([
  z.literal('').transform(() => null),
  z.record(z.string().max(40), z.string().max(500)),
]);
/** Where a hosted page may lead: nothing but the web, so that no link runs a script. */
export const webAddress = text.refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value), 'url');
/** Accepted without effect, because the effect would change no amount, state or date. */
export const withoutEffect = z.unknown().optional();
export const expand = { expand: z.array(z.string()).max(50).optional() };
export const created = z.union([
  integer,
  z.strictObject({
    gt: integer.optional(),
    gte: integer.optional(),
    lt: integer.optional(),
    lte: integer.optional(),
  }),
]);
/** What every list takes. */
export const listing = {
  ...expand,
  limit: integer.optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
};

export type GivenMetadata = z.infer<typeof metadata> | undefined;

/** Stripe's merge: keys given are set, those given as '' are removed, the rest stays; '' for all removes all. */
export function mergeMetadata(before: Readonly<Record<string, string>>, given: GivenMetadata): Record<string, string> {
  if (given === undefined) return { ...before };
  if (given === null) return {};
  return Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, value]) => value !== ''));
}

/** Only the fields that were given: what is undefined must not overwrite. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** Reads the fields of a request, or refuses them in Stripe's words with the parameter's name. */
export function readParameters<T>(schema: z.ZodType<T>, fields: FormFields): T {
  const read = schema.safeParse(fields);
  if (read.success) return read.data;
  throw refusal(firstIssue(read.error.issues[0]), fields);
}

type Issue = z.core.$ZodIssue;

/** In a union the alternative that got furthest says what is wrong. */
function firstIssue(
  issue: Issue | undefined,
  path: PropertyKey[] = [],
): { issue: Issue | undefined; path: PropertyKey[] } {
  const here = [...path, ...(issue?.path ?? [])];
  if (issue?.code !== 'invalid_union') return { issue, path: here };
  const [best] = issue.errors
    .map((issues) => firstIssue(issues[0], here))
    .sort((left, right) => right.path.length - left.path.length || rank(right.issue) - rank(left.issue));
  return best ?? { issue, path: here };
}

function rank(issue: Issue | undefined): number {
  return issue?.code === 'unrecognized_keys' ? 1 : 0;
}

function refusal({ issue, path }: { issue: Issue | undefined; path: PropertyKey[] }, fields: FormFields): ApiError {
  if (issue?.code === 'unrecognized_keys') {
    const param = paramName([...path, issue.keys[0] ?? '']);
    return new ApiError(400, `Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  }
  const param = paramName(path);
  const value = path.reduce<unknown>(
    (inside, key) => (inside as Record<PropertyKey, unknown> | undefined)?.[key],
    fields,
  );
  if (value === undefined) {
    return new ApiError(400, `Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  const shown = typeof value === 'string' ? value.slice(0, 100) : 'a hash or an array';
  if (issue?.message === 'integer') {
    return new ApiError(400, `Invalid integer: ${shown}`, { code: 'parameter_invalid_integer', param });
  }
  if (issue?.message === 'url') {
    const wanted = 'URL must be explicit and start with a valid scheme, http:// or https://.';
    return new ApiError(400, `Not a valid URL. ${wanted}`, { code: 'url_invalid', param });
  }
  return new ApiError(400, `Invalid value for ${param}: ${shown}`, { code: 'parameter_invalid', param });
}

function paramName(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('');
}
