import { parse } from 'qs';
import { formDepthMax, formFieldsMax } from '../../../../policies/local-stripe.ts';
import { ApiError } from './api-error.ts';

export type FormFields = Readonly<Record<string, unknown>>;

/** Reads a query or a form-encoded body with Stripe's brackets: a[b]=1, a[0][b]=1, a[]=1. Bounded, or ApiError 400. */
export function parseForm(text: string): FormFields {
  try {
    return parse(text, {
      allowDots: false,
      arrayLimit: formFieldsMax,
      depth: formDepthMax,
      parameterLimit: formFieldsMax,
      strictDepth: true,
      throwOnLimitExceeded: true,
    });
  } catch {
    throw new ApiError(
      400,
      `Invalid request: more than ${formFieldsMax} fields, or nested deeper than ${formDepthMax}.`,
    );
  }
}
