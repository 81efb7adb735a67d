import { exitCode, Failure } from '../../../failure.ts';
import { isName } from './name.ts';

/** What `s3://bucket/prefix?…` says of a store. */
export interface S3Location {
  bucket: string;
  /** Empty, or names with slashes between, without one at the end. */
  prefix: string;
  /** Where not named, the SDK's own chain says it: AWS_REGION, or the profile. */
  region: string | undefined;
  /** Another store than Amazon's that speaks its protocol. */
  endpoint: string | undefined;
  /** The bucket in the path instead of the host's name, as most other stores want it. */
  pathStyle: boolean;
  /** The key to encrypt with, as ARN or id; the bucket's own default where undefined. */
  kmsKey: string | undefined;
  /** Whether objects are locked until their date. */
  objectLock: boolean;
}

const options = ['region', 'endpoint', 'path-style', 'kms-key', 'object-lock'];

/**
 * Reads the URL of a store. Throws a Failure (exit 2) that names the variable and what is wrong, and never quotes what
 * may be a secret: also not for options that it does not know, because a misspelt one would silently leave locks out.
 */
export function parseS3Url(text: string, variable: string): S3Location {
  const url = URL.parse(text);
  if (url?.protocol !== 's3:' || url.hostname === '') throw wrong(variable, 'is not the URL of a bucket');
  if (url.username !== '' || url.password !== '') {
    throw wrong(variable, 'holds a user or a password', 'put credentials where the SDK looks: AWS_PROFILE, or a role');
  }
  if (url.port !== '' || url.hash !== '') throw wrong(variable, 'has a port or a fragment that means nothing');
  const unknown = [...url.searchParams.keys()].find((name) => !options.includes(name));
  if (unknown !== undefined) {
    throw wrong(variable, `has an option ${JSON.stringify(unknown)} that is not known`, `use ${options.join(', ')}`);
  }
  const option = (name: string) => url.searchParams.get(name) ?? undefined;
  const isOn = (name: string, otherwise: boolean) => {
    const value = option(name) ?? (otherwise ? 'on' : 'off');
    if (value !== 'on' && value !== 'off') throw wrong(variable, `says neither on nor off for ${name}`);
    return value === 'on';
  };
  return {
    bucket: url.hostname,
    prefix: prefixOf(url, variable),
    region: option('region'),
    endpoint: endpointOf(option('endpoint'), variable),
    pathStyle: isOn('path-style', false),
    kmsKey: kmsKeyOf(option('kms-key'), variable),
    objectLock: isOn('object-lock', true),
  };
}

function prefixOf(url: URL, variable: string): string {
  let prefix: string;
  try {
    prefix = decodeURIComponent(url.pathname).replace(/^\/|\/$/g, '');
  } catch {
    throw wrong(variable, 'has a path with a broken percent escape');
  }
  if (prefix !== '' && !isName(prefix)) throw wrong(variable, 'has a path that can not begin the names of objects');
  return prefix;
}

function endpointOf(text: string | undefined, variable: string): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw wrong(variable, 'has an endpoint that is no plain URL', 'write it as endpoint=https://host:port');
  }
  return url.origin;
}

function kmsKeyOf(key: string | undefined, variable: string): string | undefined {
  if (key !== undefined && (key === '' || key.includes('alias/'))) {
    // What the store answers is a key. An alias can be pointed to another one, and neither of us would notice.
    throw wrong(variable, 'names no key for kms-key', "write the key's ARN, or leave it out to use the bucket's own");
  }
  return key;
}

function wrong(variable: string, problem: string, fix?: string): Failure {
  return new Failure(`${variable} ${problem}`, {
    fix: fix ?? `write it as s3://bucket/prefix?region=eu-west-1, with options of ${options.join(', ')}`,
    exitCode: exitCode.wrongUse,
  });
}
