import type { Told } from '../../evidence-note.ts';
import { exitCode, Failure } from '../../failure.ts';
import { metricsBytesMax, metricsSecondsMax } from '../../policies/evidence.ts';

/** How long commits took: that share of them no longer than that; null where it was longer than the histogram goes. */
export interface CommitLatency {
  commits: number;
  p50Milliseconds: number | null;
  p95Milliseconds: number | null;
  p99Milliseconds: number | null;
}

/**
 * From the buckets of the service's own histogram, since it started: the upper end of the bucket in which that share is
 * reached. Throws a Failure where nothing that counts commits answers at the URL, or none was made yet.
 */
export async function readCommitLatency(serviceUrl: string): Promise<CommitLatency> {
  const metrics = await readMetrics(serviceUrl);
  const buckets = [...metrics.matchAll(/^bulkhead_commit_duration_seconds_bucket\{le="([\d.e-]+)"\} (\d+)$/gm)].map(
    ([, end, count]) => ({ seconds: Number(end), count: Number(count) }),
  );
  const [, commits] = /^bulkhead_commit_duration_seconds_count (\d+)$/m.exec(metrics) ?? [];
  if (commits === undefined) {
    throw new Failure(`${serviceUrl} does not count commits`, {
      fix: 'name a service of billing: its port of webhooks',
    });
  }
  if (Number(commits) === 0) {
    throw new Failure(`${serviceUrl} has committed nothing yet`, { fix: 'ask again once it has taken a webhook' });
  }
  const within = (share: number) => {
    const bucket = buckets.find(({ count }) => count >= Number(commits) * share);
    return bucket === undefined ? null : bucket.seconds * 1000;
  };
  return {
    commits: Number(commits),
    ...{ p50Milliseconds: within(0.5), p95Milliseconds: within(0.95), p99Milliseconds: within(0.99) },
  };
}

/** The 95th is what the alarm `commit-slow` looks at. */
export function evidenceOfLatency(latency: CommitLatency): Told {
  const { commits, p50Milliseconds, p95Milliseconds, p99Milliseconds } = latency;
  const told = (milliseconds: number | null) =>
    milliseconds === null ? 'longer than is measured' : `${milliseconds} ms`;
  return {
    title: `${commits} commits: half took at most ${told(p50Milliseconds)}, 95 of 100 at most ${told(p95Milliseconds)}, 99 of 100 at most ${told(p99Milliseconds)}`,
    facts: {
      commits,
      commitP50Milliseconds: p50Milliseconds,
      commitP95Milliseconds: p95Milliseconds,
      commitP99Milliseconds: p99Milliseconds,
    },
  };
}

async function readMetrics(serviceUrl: string): Promise<string> {
  const url = URL.parse('/metrics', serviceUrl);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '') {
    // It may hold a password, so it is not quoted.
    throw new Failure('that is no address of a service', {
      fix: 'write it as http://host:port, without a user',
      exitCode: exitCode.wrongUse,
    });
  }
  let status: number;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(metricsSecondsMax * 1000), redirect: 'error' });
    if (response.ok) return await textOf(response);
    status = response.status;
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure(`${url.href} does not answer within ${metricsSecondsMax} s`, {
      fix: 'run it where the service can be reached, and look at its health: /readyz',
      cause,
    });
  }
  throw new Failure(`${url.href} answers ${status}`, { fix: 'name the service itself, not what stands before it' });
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > metricsBytesMax) {
      throw new Failure(`${response.url} answers more than any metrics of ours`, { fix: 'name a service of billing' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
