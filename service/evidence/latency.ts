import type { Told } from '../../evidence-note.ts';
import { exitCode, Failure } from '../../failure.ts';
import { metricsSecondsMax } from '../../policies/evidence.ts';

/** How long commits took: that share of them no longer than that; null where it was longer than the histogram goes. */
export interface CommitLatency {
  commits: number;
  p50Milliseconds: number | null;
  p99Milliseconds: number | null;
}

/**
 * From the buckets of the service's own histogram, since it started: the upper end of the bucket in which that share is
 * reached. Throws a Failure where nothing that counts commits answers at the URL.
 */
export async function readCommitLatency(serviceUrl: string): Promise<CommitLatency> {
  const metrics = await readMetrics(serviceUrl);
  const buckets = [...metrics.matchAll(/^bulkhead_commit_duration_seconds_bucket\{le="([\d.e-]+)"\} (\d+)$/gm)].map(
    ([, end, count]) => ({ seconds: Number(end), count: Number(count) }),
  );
  const [, commits] = /^bulkhead_commit_duration_seconds_count (\d+)$/m.exec(metrics) ?? [];
  if (commits === undefined) {
    throw new Failure(`${serviceUrl}/metrics does not count commits`, {
      fix: 'name a service of billing: its port of webhooks',
    });
  }
  const within = (share: number) => {
    const bucket = buckets.find(({ count }) => count >= Number(commits) * share);
    return bucket === undefined ? null : bucket.seconds * 1000;
  };
  return { commits: Number(commits), p50Milliseconds: within(0.5), p99Milliseconds: within(0.99) };
}

export function evidenceOfLatency({ commits, p50Milliseconds, p99Milliseconds }: CommitLatency): Told {
  const told = (milliseconds: number | null) =>
    milliseconds === null ? 'longer than is measured' : `${milliseconds} ms`;
  return {
    title: `${commits} commits: half took at most ${told(p50Milliseconds)}, 99 of 100 at most ${told(p99Milliseconds)}`,
    facts: { commits, commitP50Milliseconds: p50Milliseconds, commitP99Milliseconds: p99Milliseconds },
  };
}

async function readMetrics(serviceUrl: string): Promise<string> {
  const url = URL.parse('/metrics', serviceUrl);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '') {
    throw new Failure(`${JSON.stringify(serviceUrl)} is no address of a service`, {
      fix: 'write it as http://host:port',
      exitCode: exitCode.wrongUse,
    });
  }
  let status: number;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(metricsSecondsMax * 1000), redirect: 'error' });
    if (response.ok) return await response.text();
    status = response.status;
  } catch (cause) {
    throw new Failure(`${url.href} does not answer within ${metricsSecondsMax} s`, {
      fix: 'run it where the service can be reached, and look at its health: /readyz',
      cause,
    });
  }
  throw new Failure(`${url.href} answers ${status}`, { fix: 'name the service itself, not what stands before it' });
}
