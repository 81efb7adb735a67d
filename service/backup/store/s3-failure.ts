import { S3ServiceException } from '@aws-sdk/client-s3';
import { Failure } from '../../../failure.ts';

/** Where a store lies, for messages: its place, and the variable that says so. */
export interface Whereabouts {
  place: string;
  variable: string;
}

const credentials =
  'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role gives credentials';
const signIn = 'renew the credentials (sign in again, or get a new session token) and run it again';
const network = 'look at the network, and at the endpoint and region in {variable}; then run it again';
const later = 'the store is overloaded or broken for now: run it again later';
const region = "name the bucket's own region in {variable}: ?region=…";
const key = 'enable the key, and allow this role kms:GenerateDataKey and kms:Decrypt on it';

/** Mends by the code that S3, KMS, the SDK or the operating system gives. */
const mends: Readonly<Record<string, string>> = {
  NoSuchBucket: 'make the bucket, or correct {variable}',
  NoSuchKey: 'list what the store holds, and choose of that',
  AccessDenied: 'allow this role what service/backup/store/README.md lists; what is locked nobody may remove',
  InvalidAccessKeyId: credentials,
  SignatureDoesNotMatch: credentials,
  CredentialsProviderError: credentials,
  ExpiredToken: signIn,
  ExpiredTokenException: signIn,
  TokenRefreshRequired: signIn,
  InvalidToken: signIn,
  RequestTimeTooSkewed: "set this machine's clock",
  PermanentRedirect: region,
  AuthorizationHeaderMalformed: region,
  InvalidRequest:
    "give the bucket Object Lock (only at its making, or through Amazon's support), or say ?object-lock=off",
  SlowDown: later,
  ServiceUnavailable: later,
  InternalError: later,
  RequestTimeout: network,
  TimeoutError: network,
  ECONNREFUSED: network,
  ECONNRESET: network,
  ENOTFOUND: network,
  EAI_AGAIN: network,
  EPIPE: network,
  Error: 'run it again; where it fails in the same way, the object is damaged: use another backup',
  'KMS.DisabledException': key,
  'KMS.NotFoundException': key,
  'KMS.KMSInvalidStateException': key,
};

/** What a person is told of an error of the store: the place, the code, what S3 says, the mend. A bug stays one. */
export function s3Failure(error: unknown, doing: string, { place, variable }: Whereabouts): unknown {
  if (error instanceof Failure || !(error instanceof Error) || error instanceof TypeError) return error;
  const code = codeOf(error);
  // What nobody has given a code to, the SDK and our reading throw when the bytes are not those that were stored.
  const what = code === 'Error' ? error.message : code;
  const detail = ['', code, what, 'UnknownError'].includes(error.message) ? '' : ` (${error.message})`;
  const isTheirs = error instanceof S3ServiceException && error.$fault === 'server';
  const fix = mends[code] ?? (isTheirs ? later : "look the code up in the store's documentation");
  return new Failure(`${doing} in ${place} failed: ${what}${detail}`, {
    fix: fix.replace('{variable}', variable),
    cause: error,
  });
}

/** The name that an error is looked up by: S3's code, or that of the operating system or the SDK. */
function codeOf(error: Error): string {
  if (error instanceof S3ServiceException) return isNameless(error) ? `HTTP ${statusOf(error)}` : error.name;
  // Two addresses of one host, tried at once, fail as one AggregateError; the code is on it as well.
  return (error as NodeJS.ErrnoException).code ?? error.name;
}

/** The HTTP status of S3's answer, if the error is one. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** Whether S3 answered without a code, as it does to HEAD: that answer has no body to hold one. */
export function isNameless(error: unknown): boolean {
  return error instanceof S3ServiceException && ['Unknown', 'NotFound'].includes(error.name);
}
