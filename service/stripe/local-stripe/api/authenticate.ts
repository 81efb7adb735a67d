import { ApiError } from './api-error.ts';

/** The API key of a request, from Bearer or Basic authorization. ApiError 401 unless it is a test key. */
export function authenticate(authorization: string | undefined): string {
  const [scheme = '', given = ''] = (authorization ?? '').trim().split(/\s+/);
  const key = scheme.toLowerCase() === 'basic' ? (Buffer.from(given, 'base64').toString().split(':')[0] ?? '') : given;
  if (key === '') {
    throw new ApiError(
      401,
      'You did not provide an API key. You need to provide your API key in the Authorization header, ' +
        "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  if (/^sk_test_\w+$/.test(key)) return key;
  // Somebody may have pasted a live key: say what kind it is, never which one.
  const kind = /^(sk|rk|pk)_(live|test)_/.exec(key)?.[0] ?? '';
  throw new ApiError(401, `Invalid API Key provided: ${kind}****. Local Stripe, a stand-in, takes sk_test_ keys only.`);
}
