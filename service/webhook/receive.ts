import type { IncomingMessage } from 'node:http';
import { bodyBytesMax, retryAfterSeconds } from '../../policies/webhook.ts';
import { type Answer, closing, json, problem } from '../answer.ts';
import { TooDeep } from '../card-data/scrub.ts';
import type { Log } from '../log.ts';
import { countOutcome, countSignature, received, rejected, serverErrors } from '../metrics.ts';
import { BodyIncomplete, BodyTooLarge, readBody } from './body.ts';
import { DatabaseUnavailable } from './commit.ts';
import type { Delivery } from './delivery.ts';
import { asStripeEvent } from './event.ts';
import type { GroupCommit } from './group-commit.ts';
import { prepare, prepareThin } from './prepare.ts';
import { driftOfEvent } from './project/snapshot.ts';
import { type SignatureFault, verifySignature } from './signature.ts';
import { asThinEvent } from './thin-event.ts';

/** What `POST /webhooks/stripe` needs to know. */
export interface WebhookOptions {
  secrets: readonly string[];
  /** Whether this service is for live events; those of the other mode are quarantined. */
  livemode: boolean;
  commits: GroupCommit;
  log: Log;
}

const done = json(200, { received: true });

/** Which value it was says the ledger. */
const refusedByDatabase = 'the database refused a value';

/**
 * Stripe delivers at least once and in any order. This step proves who sent the bytes and nothing more:
 * group-commit.ts makes them durable, and only then is the sender answered.
 */
export async function receiveWebhook(request: IncomingMessage, options: WebhookOptions): Promise<Answer> {
  received.inc();
  const receivedAt = new Date();
  try {
    const body = (await readBody(request)).toString('utf8');
    const signature = request.headers['stripe-signature'];
    const secret = verifySignature(body, String(signature ?? ''), options.secrets, receivedAt);
    if (typeof secret === 'string') return refuse(options.log, secret, faultAnswers[secret]);
    countSignature(secret);

    const delivery = read(parseJson(body), options.livemode, receivedAt);
    if (delivery === null) return refuse(options.log, 'not-an-event', notAnEvent);
    const { event } = delivery;
    const outcome = await options.commits.commit(delivery);
    countOutcome[outcome].inc();
    const line = { event: event.id, type: event.type, outcome };
    const drift = delivery.snapshot && driftOfEvent(event, delivery.snapshot);
    if (outcome === 'applied' && drift) options.log.warn({ ...line, drift }, 'event of another shape committed');
    else if (outcome !== 'quarantined') options.log.info(line, 'event committed');
    else options.log.warn({ ...line, reason: delivery.reason ?? refusedByDatabase }, 'event quarantined');
    return done;
  } catch (error) {
    if (error instanceof BodyTooLarge) return refuse(options.log, 'too-large', tooLarge);
    if (error instanceof BodyIncomplete) return refuse(options.log, 'incomplete', incomplete);
    if (error instanceof TooDeep) return refuse(options.log, 'too-deep', notAnEvent);
    serverErrors.inc();
    if (!(error instanceof DatabaseUnavailable)) throw error;
    options.log.error({ cause: error.cause instanceof Error ? error.cause.message : undefined }, error.message);
    rejected.inc({ reason: 'database-unavailable' });
    return unavailable;
  }
}

/** Snapshot events and thin events come to the same endpoint; null for what is neither. */
function read(body: unknown, livemode: boolean, receivedAt: Date): Delivery | null {
  const event = asStripeEvent(body);
  if (event !== null) return prepare(event, livemode, receivedAt);
  const thin = asThinEvent(body);
  return thin && prepareThin(thin, livemode, receivedAt);
}

function refuse(log: Log, reason: string, answer: Answer): Answer {
  rejected.inc({ reason });
  log.warn({ reason, status: answer.status }, 'delivery refused');
  return answer;
}

/** undefined, which no JSON text says, where the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const faultAnswers: Record<SignatureFault, Answer> = {
  'signature-missing': problem(400, 'No signature', 'The Stripe-Signature header is missing: only Stripe posts here.'),
  'signature-malformed': problem(
    400,
    'Unreadable signature',
    'The Stripe-Signature header is not of the form t=…,v1=….',
  ),
  'signature-mismatch': problem(
    400,
    'Wrong signature',
    'No signing secret of this endpoint made this signature: compare STRIPE_WEBHOOK_SECRETS with the endpoint’s secret, and pass the body on unchanged.',
  ),
  'signature-too-old': problem(
    400,
    'Signature too old',
    'The signature is older than this endpoint accepts: check the clocks, and that nothing holds deliveries back.',
  ),
  'signature-in-future': problem(
    400,
    'Signature from the future',
    'The signature is dated further ahead than clocks may differ: check this machine’s clock.',
  ),
};

const notAnEvent = problem(400, 'Not an event', 'The body is signed, but it is not a Stripe event.');
const incomplete = problem(400, 'Incomplete body', 'The connection ended before the body was complete.');
const tooLarge = problem(413, 'Body too large', `A body here has at most ${bodyBytesMax} bytes.`, closing);
const unavailable = problem(503, 'Cannot commit now', 'Nothing was kept; send it again later.', {
  'Retry-After': String(retryAfterSeconds),
});
