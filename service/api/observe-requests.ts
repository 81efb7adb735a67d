import { Counter, Histogram } from 'prom-client';
import { registry } from '../metrics.ts';

const requests = new Counter({
  name: 'bulkhead_api_requests_total',
  help: 'Requests of apps, by operation and by the first digit of the answer’s status.',
  labelNames: ['operation', 'class'],
  registers: [registry],
});

const durations = new Histogram({
  name: 'bulkhead_api_request_duration_seconds',
  help: 'Time from the head of a request to its answer.',
  labelNames: ['operation'],
  buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
  registers: [registry],
});

/** Counts the requests of one operation. Labels are looked up once: that costs more than the counting. */
export function observeRequests(operation: string): (status: number, seconds: number) => void {
  const byClass = ['2', '3', '4', '5'].map((digit) => requests.labels(operation, `${digit}xx`));
  const duration = durations.labels(operation);
  return (status, seconds) => {
    byClass[Math.floor(status / 100) - 2]?.inc();
    duration.observe(seconds);
  };
}
