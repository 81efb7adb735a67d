import { commitSecondsMax } from './webhook.ts';

/** What erasing a customer (GDPR Art. 17) does with the value of one column. */
interface ColumnRule {
  erase: boolean;
  reason: keyof typeof reasons;
}

/** Why a value goes or stays, in words for the person who asked, with the law. */
export const reasons = {
  personal: 'says who the person is, and nothing needs it any more (GDPR Art. 17(1)(a), (b))',
  payload: 'Stripe’s event as it came, with name, email and address in it; its hash stays (GDPR Art. 17(1)(a), (b))',
  books:
    'books and invoices are kept six to ten years in most of the EU, without the person’s name (GDPR Art. 17(3)(b))',
  identity: 'Stripe’s random id: the books hang together by it, and the erasure is held by it (GDPR Art. 17(3)(b))',
  ledger: 'that Stripe told us something, and when: no event may be counted twice, or lost (GDPR Art. 17(3)(b))',
  version: 'orders Stripe’s events; says nothing of a person',
  database: 'says which database this is; says nothing of a person',
  erasure: 'that the erasure was done, and has to be kept up (GDPR Art. 5(2), 17(3)(b))',
  reference: 'what an app calls its customer, often an account or an address (GDPR Art. 17(1)(a), (b))',
  catalogue: 'what is sold, and to whom it is shown; says nothing of a person',
  work: 'what is to be done and how far it is; says nothing of a person, and goes by age where it is about one',
  app: 'a program that may ask; says nothing of a person',
  change: 'what an app was told of a plan, under Stripe’s random id; goes by age (GDPR Art. 17(3)(b))',
  access: 'who did what with whose data: PCI DSS 10.2 and 10.5.1 want it kept; goes by age (GDPR Art. 17(3)(b))',
} as const;

const erase = (reason: ColumnRule['reason']): ColumnRule => ({ erase: true, reason });
const keep = (reason: ColumnRule['reason']): ColumnRule => ({ erase: false, reason });

/** Columns of the merge, the same in each projection. */
const version = {
  version_event_id: keep('version'),
  version_tied: keep('version'),
  read_afresh: keep('version'),
  version: keep('version'),
};

/**
 * The matrix: each column of each of billing's tables. A column that is not here, or here and not in
 * prisma/billing/schema.prisma, fails a test, so that nobody adds one without deciding this. An erased value becomes
 * NULL; what may be erased, the grants of billing_privacy say as well.
 */
export const erasure = {
  database_identity: {
    id: keep('database'),
    class: keep('database'),
    uuid: keep('database'),
    made_at: keep('database'),
  },
  billing_webhooks: {
    sequence: keep('ledger'),
    event_id: keep('ledger'),
    type: keep('ledger'),
    object_id: keep('identity'),
    created: keep('ledger'),
    received_at: keep('ledger'),
    livemode: keep('ledger'),
    api_version: keep('ledger'),
    state: keep('ledger'),
    reason: keep('ledger'),
    payload: erase('payload'),
    payload_sha256: keep('ledger'),
    payload_removed: keep('erasure'),
    account_id: keep('ledger'),
    applied_at: keep('ledger'),
  },
  billing_customers: {
    id: keep('identity'),
    email: erase('personal'),
    name: erase('personal'),
    currency: keep('books'),
    balance: keep('books'),
    delinquent: keep('books'),
    deleted: keep('books'),
    livemode: keep('books'),
    created: keep('books'),
    account_id: keep('books'),
    app_name: keep('app'),
    app_reference: erase('reference'),
    ...version,
  },
  billing_subscriptions: {
    id: keep('identity'),
    customer_id: keep('identity'),
    status: keep('books'),
    currency: keep('books'),
    collection_method: keep('books'),
    items: keep('books'),
    start_date: keep('books'),
    trial_start: keep('books'),
    trial_end: keep('books'),
    cancel_at: keep('books'),
    cancel_at_period_end: keep('books'),
    canceled_at: keep('books'),
    ended_at: keep('books'),
    pause_collection_behavior: keep('books'),
    pause_resumes_at: keep('books'),
    latest_invoice_id: keep('identity'),
    livemode: keep('books'),
    created: keep('books'),
    account_id: keep('books'),
    ...version,
  },
  billing_invoices: {
    id: keep('identity'),
    customer_id: keep('identity'),
    subscription_id: keep('identity'),
    number: keep('books'),
    status: keep('books'),
    billing_reason: keep('books'),
    currency: keep('books'),
    subtotal: keep('books'),
    total: keep('books'),
    amount_due: keep('books'),
    amount_paid: keep('books'),
    amount_remaining: keep('books'),
    attempt_count: keep('books'),
    deleted: keep('books'),
    period_start: keep('books'),
    period_end: keep('books'),
    due_date: keep('books'),
    finalized_at: keep('books'),
    paid_at: keep('books'),
    voided_at: keep('books'),
    livemode: keep('books'),
    created: keep('books'),
    account_id: keep('books'),
    ...version,
  },
  billing_products: {
    id: keep('catalogue'),
    account_id: keep('catalogue'),
    name: keep('catalogue'),
    active: keep('catalogue'),
    plan: keep('catalogue'),
    features: keep('catalogue'),
    deleted: keep('catalogue'),
    livemode: keep('catalogue'),
    created: keep('catalogue'),
    ...version,
  },
  billing_erasures: {
    customer_id: keep('identity'),
    erased_at: keep('erasure'),
    events: keep('erasure'),
    finished_at: keep('erasure'),
  },
  billing_access_log: {
    sequence: keep('access'),
    at: keep('access'),
    actor: keep('access'),
    action: keep('access'),
    customer_id: keep('identity'),
    result: keep('access'),
    subject_id: keep('access'),
  },
  billing_erasure_requests: {
    customer_id: keep('identity'),
    app_name: keep('app'),
    asked_at: keep('erasure'),
    done_at: keep('erasure'),
  },
  billing_object_reads: {
    object_id: keep('identity'),
    kind: keep('work'),
    account_id: keep('work'),
    cause: keep('work'),
    asked_at: keep('work'),
    tries: keep('work'),
    next_try_at: keep('work'),
    done_at: keep('work'),
  },
  billing_watermarks: {
    name: keep('work'),
    reached_at: keep('work'),
    cursor_id: keep('work'),
    updated_at: keep('work'),
  },
  billing_apps: {
    name: keep('app'),
    scopes: keep('app'),
    webhook_url: keep('app'),
    signing_generation: keep('app'),
    signing_previous_until: keep('app'),
    created_at: keep('app'),
    revoked_at: keep('app'),
  },
  billing_app_keys: {
    id: keep('app'),
    app_name: keep('app'),
    secret_sha256: keep('app'),
    created_at: keep('app'),
    expires_at: keep('app'),
    last_used_at: keep('app'),
  },
  billing_idempotency_keys: {
    app_name: keep('app'),
    key_sha256: keep('work'),
    operation: keep('work'),
    request_sha256: keep('work'),
    created_at: keep('work'),
  },
  billing_outbox: {
    sequence: keep('work'),
    kind: keep('work'),
    object_id: keep('identity'),
    due_at: keep('work'),
    done_at: keep('work'),
  },
  billing_changes: {
    sequence: keep('change'),
    app_name: keep('app'),
    customer_id: keep('identity'),
    type: keep('change'),
    body: keep('change'),
    body_sha256: keep('change'),
    created_at: keep('change'),
    state: keep('change'),
    tries: keep('change'),
    next_try_at: keep('change'),
    delivered_at: keep('change'),
    last_error: keep('change'),
  },
} as const satisfies Record<string, Record<string, ColumnRule>>;

/** The columns of a table that an erasure empties; none for a table that the matrix does not name. */
export function erasedColumnsOf(table: string): string[] {
  const columns = Object.entries((erasure as Record<string, Record<string, ColumnRule>>)[table] ?? {});
  return columns.filter(([, rule]) => rule.erase).map(([column]) => column);
}

/**
 * How long after an erasure was written down the ledger is searched. A transaction that had looked before does not know
 * of it. It is over after `commitSecondsMax`: its own timer sees to that, or, where its process is frozen, the server
 * does, as long after its last word. Both together, and a little for what is on its way.
 */
export const settleSeconds = 2 * commitSecondsMax + 4;

/** Customers that one pass over the ledger looks for, when many erasures are replayed: a pattern has its bounds. */
export const scanCustomersMax = 500;

/** How far a managed database's point-in-time recovery reaches back at the most: RDS keeps 35 days of its log. */
export const pointInTimeDaysMax = 35;

/** Largest entry of the erasure ledger that is read; they have a few hundred bytes. */
export const erasureEntryBytesMax = 64 * 1024;
