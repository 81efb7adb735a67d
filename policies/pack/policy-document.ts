import { type Verdict, unverifiable, violation } from './policy.ts';
import { holdsUnknown, type Resource, valueAt } from './resource.ts';
import { fromJson } from './json-text.ts';

/** A statement of an IAM, bucket or key policy, with every list a list. */
export interface Statement {
  effect: string;
  /** As written, wildcards and all. */
  actions: readonly string[];
  notActions: readonly string[];
  resources: readonly string[];
  notResources: readonly string[];
  principals: readonly Principal[];
  /** Whether the statement is about all but some: nobody can list whom it lets in. */
  hasNotPrincipal: boolean;
  conditions: readonly Condition[];
}

export interface Principal {
  /** AWS, Service, Federated, CanonicalUser; `*` where the document says no more than "*". */
  kind: string;
  name: string;
}

export interface Condition {
  operator: string;
  /** In lower case: AWS takes keys in any. */
  key: string;
  values: readonly string[];
}

/**
 * The statements of the policy document at a path. A document that is not known yet, or is none, is said so, and yields
 * undefined; one that is not set has no statements, and the caller knows what AWS makes of it.
 */
export function* statementsAt(resource: Resource, path: string): Generator<Verdict, readonly Statement[] | undefined> {
  const value = valueAt(resource, path);
  if (value === undefined) return [];
  if (holdsUnknown(value)) {
    yield unverifiable(resource, path);
    return undefined;
  }
  const statements = parsed(value);
  if (statements === undefined) yield violation(resource, `${path} is not a policy document: AWS will refuse it`);
  return statements;
}

/** Whether the statement is about this action, which is written out: `s3:PutObject`. */
export function coversAction({ actions, notActions }: Statement, action: string): boolean {
  if (actions.length > 0) return actions.some((pattern) => matches(pattern, action));
  return notActions.length > 0 && !notActions.some((pattern) => matches(pattern, action));
}

/** Whether the statement is about this ARN, or about everything. */
export function coversResource({ resources, notResources }: Statement, arn: string): boolean {
  if (resources.length > 0) return resources.some((pattern) => matches(pattern, arn));
  return notResources.length > 0 && !notResources.some((pattern) => matches(pattern, arn));
}

export function allows({ effect }: Statement): boolean {
  return effect === 'Allow';
}

/** Whether anybody at all is meant. */
export function meansEverybody({ principals }: Statement): boolean {
  return principals.some(({ kind, name }) => name === '*' && (kind === '*' || kind === 'AWS'));
}

/** Conditions that name an account, in lower case. */
const accountKeys = ['kms:calleraccount', 'aws:principalaccount', 'aws:sourceaccount'];

/** Whether a condition lets in the accounts that it names, and nobody else. */
export function namesAnAccount({ conditions }: Statement): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      operator === 'StringEquals' && accountKeys.includes(key) && values.every((value) => /^\d{12}$/.test(value)),
  );
}

/**
 * IAM's wildcards: `*` is any text, `?` any one sign. Upper and lower case are one, as they are in actions; where they
 * are not, in ARNs, a match too many is on the safe side.
 */
export function matches(pattern: string, text: string): boolean {
  const [signs, letters] = [pattern.toLowerCase(), text.toLowerCase()];
  // By hand, as a regular expression of many stars takes longer than anybody waits.
  let [sign, letter, star, resume] = [0, 0, -1, 0];
  while (letter < letters.length) {
    if (signs[sign] === '*') {
      star = sign++;
      resume = letter;
    } else if (sign < signs.length && (signs[sign] === '?' || signs[sign] === letters[letter])) {
      sign++;
      letter++;
    } else if (star >= 0) {
      sign = star + 1;
      letter = ++resume;
    } else return false;
  }
  while (signs[sign] === '*') sign++;
  return sign === signs.length;
}

function parsed(value: unknown): readonly Statement[] | undefined {
  const document = typeof value === 'string' ? fromJson(value) : value;
  if (!isRecord(document)) return undefined;
  const statements = Array.isArray(document['Statement']) ? document['Statement'] : [document['Statement']];
  return statements.every(isRecord) ? statements.map(statementOf) : undefined;
}

function statementOf(statement: Record<string, unknown>): Statement {
  return {
    effect: String(statement['Effect']),
    actions: texts(statement['Action']),
    notActions: texts(statement['NotAction']),
    resources: texts(statement['Resource']),
    notResources: texts(statement['NotResource']),
    principals: principalsOf(statement['Principal']),
    hasNotPrincipal: statement['NotPrincipal'] !== undefined,
    conditions: conditionsOf(statement['Condition']),
  };
}

function principalsOf(principal: unknown): Principal[] {
  if (!isRecord(principal)) return texts(principal).map((name) => ({ kind: '*', name }));
  return Object.entries(principal).flatMap(([kind, names]) => texts(names).map((name) => ({ kind, name })));
}

function conditionsOf(condition: unknown): Condition[] {
  if (!isRecord(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isRecord(keys) ? keys : {}).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: texts(values),
    })),
  );
}

/** One text or a list of them; numbers and truth values, which JSON may hold bare, as text. */
function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined).map(String);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
