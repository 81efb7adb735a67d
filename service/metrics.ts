import { signingSecretsMax } from '../policies/webhook.ts';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Everything that /metrics shows. Names end in their unit, as Prometheus asks. */
export const registry = new Registry();

export const received = new Counter({
  name: 'bulkhead_webhook_deliveries_total',
  help: 'Deliveries that reached /webhooks/stripe, whatever became of them.',
  registers: [registry],
});

export const outcomes = new Counter({
  name: 'bulkhead_webhook_events_total',
  help: 'Deliveries that were committed, by outcome: applied, recorded, quarantined, duplicate.',
  labelNames: ['outcome'],
  registers: [registry],
});

export const rejected = new Counter({
  name: 'bulkhead_webhook_rejections_total',
  help: 'Deliveries that were not committed, by reason.',
  labelNames: ['reason'],
  registers: [registry],
});

export const serverErrors = new Counter({
  name: 'bulkhead_webhook_server_errors_total',
  help: 'Deliveries that were answered with 5xx: it is not the sender who has to mend something.',
  registers: [registry],
});

const signatures = new Counter({
  name: 'bulkhead_webhook_signatures_total',
  help: 'Valid signatures, by the place of the matching secret in STRIPE_WEBHOOK_SECRETS (1 is the first).',
  labelNames: ['secret'],
  registers: [registry],
});

/** One counter an outcome, looked up once: a look-up by label costs more than the counting, a million times over. */
export const countOutcome = {
  applied: outcomes.labels('applied'),
  recorded: outcomes.labels('recorded'),
  quarantined: outcomes.labels('quarantined'),
  duplicate: outcomes.labels('duplicate'),
};

const signatureCounters = Array.from({ length: signingSecretsMax }, (_, index) => signatures.labels(String(index + 1)));

/** Counts a valid signature by the place of its secret, from 0. */
export function countSignature(secret: number): void {
  signatureCounters[secret]?.inc();
}

export const commitLatency = new Histogram({
  name: 'bulkhead_commit_duration_seconds',
  help: 'Time from the start of a transaction to its durable end.',
  buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
  registers: [registry],
});

export const commitEvents = new Histogram({
  name: 'bulkhead_commit_events',
  help: 'Deliveries that one transaction committed.',
  buckets: [1, 2, 4, 8, 16, 32, 64],
  registers: [registry],
});

export const changesDelivered = new Counter({
  name: 'bulkhead_changes_delivered_total',
  help: 'Changes of entitlements that an app took.',
  registers: [registry],
});

export const changesRefused = new Counter({
  name: 'bulkhead_changes_refused_total',
  help: 'Posts of a change that an app did not take: no answer, or not a 2xx.',
  registers: [registry],
});

/** Registers what is still to be told to apps, read from the database when the metrics are; -1 where it cannot be asked. */
export function observeChanges(
  readUntold: () => Promise<{ pending: number; oldestAgeSeconds: number; dead: number }>,
): void {
  const gauges = {
    pending: 'Changes that an app is still to be told of.',
    oldestAgeSeconds: 'Age of the oldest change that an app is still to be told of; 0 where there is none.',
    dead: 'Changes that an app did not take after the last try.',
  };
  const names = { pending: 'pending', oldestAgeSeconds: 'oldest_age_seconds', dead: 'dead' } as const;
  for (const key of ['pending', 'oldestAgeSeconds', 'dead'] as const) {
    new Gauge({
      name: `bulkhead_changes_${names[key]}`,
      help: `${gauges[key]} -1 where the database cannot be asked.`,
      registers: [registry],
      async collect() {
        this.set((await readUntold().catch(() => undefined))?.[key] ?? -1);
      },
    });
  }
}

export const shapeDrift = new Counter({
  name: 'bulkhead_event_shape_drift_total',
  help: 'Applied events of another API version, or without a field that billing relies on, by kind of object and field.',
  labelNames: ['kind', 'field'],
  registers: [registry],
});

export const sweeps = new Counter({
  name: 'bulkhead_sweeps_total',
  help: 'Sweeps of Stripe’s list of events, by result: whole, faulty (not all could be taken in), failed.',
  labelNames: ['result'],
  registers: [registry],
});

/** Registers the age of the last whole sweep, read from the database when the metrics are. */
export function observeSweepAge(readAgeSeconds: () => Promise<number | undefined>): void {
  new Gauge({
    name: 'bulkhead_sweep_age_seconds',
    help: 'Time since the last whole sweep began; -1 where none ever ended, or the database cannot be asked.',
    registers: [registry],
    async collect() {
      this.set((await readAgeSeconds().catch(() => undefined)) ?? -1);
    },
  });
}

/** Registers the age of the oldest quarantined event, read from the database when the metrics are. */
export function observeQuarantine(readAgeSeconds: () => Promise<number>): void {
  new Gauge({
    name: 'bulkhead_quarantine_oldest_age_seconds',
    help: 'Age of the oldest quarantined event; 0 where there is none, -1 where the database cannot be asked.',
    registers: [registry],
    async collect() {
      this.set(await readAgeSeconds().catch(() => -1));
    },
  });
}
