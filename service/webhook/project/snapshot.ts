import { Stripe } from 'stripe';
import type { StripeEvent } from '../event.ts';
import { customerProjection } from './customer.ts';
import { invoiceProjection } from './invoice.ts';
import { productProjection } from './product.ts';
import { driftOf } from './pinned.ts';
import type { Projection, Row } from './projection.ts';
import { subscriptionProjection } from './subscription.ts';
import { versionOf } from './version.ts';

/** What one event says its object looked like, and how new that is. */
export interface Snapshot {
  projection: Projection;
  eventId: string;
  row: Row;
  version: number;
  /** The pinned field that the object lacks: the row has then to be read afresh from Stripe. Null where it has all. */
  missing: string | null;
}

/** By `data.object.object`: a new kind of object is one file and one line here. */
const projections = new Map<unknown, Projection>([
  ['customer', customerProjection],
  ['subscription', subscriptionProjection],
  ['invoice', invoiceProjection],
  ['product', productProjection],
]);

/** Announces an invoice that does not exist yet: its object has no lasting id. */
const previewType = 'invoice.upcoming';

/** The snapshot an event carries; null where no projection wants it. Throws a ZodError for a shape that cannot be read. */
export function snapshotOf(event: StripeEvent): Snapshot | null {
  const projection = projectionOf(event);
  if (projection === null) return null;
  const row = { ...projection.read(event.data.object, event.type), account_id: event.account ?? null };
  return {
    projection,
    eventId: event.id,
    row,
    version: versionOf(event, row, projection),
    missing: missingOf(event, projection),
  };
}

/** What billing reads itself is of the pinned version, and what it makes of a row that is gone has only the row's fields. */
const ownTypePrefix = 'bulkhead.';

function missingOf(event: StripeEvent, projection: Projection): string | null {
  return event.type.startsWith(ownTypePrefix) ? null : driftOf(event.data.object, projection.pinned);
}

/** What an applied event shows of another API than the projections were written for; null where nothing. */
export function driftOfEvent(event: StripeEvent, snapshot: Snapshot): { kind: string; field: string } | null {
  const kind = String(event.data.object['object']);
  if (snapshot.missing !== null) return { kind, field: snapshot.missing };
  return event.api_version === Stripe.API_VERSION ? null : { kind, field: 'api_version' };
}

/** The projection that wants this event; null where none does. */
function projectionOf(event: StripeEvent): Projection | null {
  if (event.type === previewType) return null;
  return projections.get(event.data.object['object']) ?? null;
}
