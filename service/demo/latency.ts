import type { Told } from '../../evidence-note.ts';

/** How long commits took: that share of them no longer than that; null where it was longer than the histogram goes. */
export interface CommitLatency {
  commits: number;
  p50Milliseconds: number | null;
  p99Milliseconds: number | null;
}

/** From the buckets of the service's own histogram: the upper end of the bucket in which that share is reached. */
export async function readCommitLatency(serviceUrl: string): Promise<CommitLatency> {
  const metrics = await (await fetch(`${serviceUrl}/metrics`)).text();
  const buckets = [...metrics.matchAll(/^bulkhead_commit_duration_seconds_bucket\{le="([\d.e-]+)"\} (\d+)$/gm)].map(
    ([, end, count]) => ({ seconds: Number(end), count: Number(count) }),
  );
  const commits = Number(/^bulkhead_commit_duration_seconds_count (\d+)$/m.exec(metrics)?.[1] ?? 0);
  const within = (share: number) => {
    const bucket = buckets.find(({ count }) => count >= commits * share);
    return bucket === undefined ? null : bucket.seconds * 1000;
  };
  return { commits, p50Milliseconds: within(0.5), p99Milliseconds: within(0.99) };
}

export function evidenceOfLatency({ commits, p50Milliseconds, p99Milliseconds }: CommitLatency): Told {
  const told = (milliseconds: number | null) =>
    milliseconds === null ? 'longer than is measured' : `${milliseconds} ms`;
  return {
    title: `${commits} commits: half took at most ${told(p50Milliseconds)}, 99 of 100 at most ${told(p99Milliseconds)}`,
    facts: { commits, commitP50Milliseconds: p50Milliseconds, commitP99Milliseconds: p99Milliseconds },
  };
}
