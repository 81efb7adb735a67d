import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a task of the stand-in ends. */
export interface Ending {
  /** What RunTask answers instead of a task. */
  refusal?: { reason: string; detail?: string };
  /** Answers of DescribeTasks before it is stopped. */
  looksBefore?: number;
  exitCode?: number;
  /** What ECS says of a container that never ran. */
  reason?: string;
}

/**
 * A stand-in for ECS’s HTTP API, not ECS: it knows RunTask and DescribeTasks, checks no signature, and its task ends as it
 * is told. What it was asked is in `asked`, by the call’s name.
 */
export async function startEcsStandIn({ refusal, looksBefore = 0, exitCode, reason }: Ending) {
  const arn = 'arn:aws:ecs:eu-central-1:111122223333:task/bulkhead/0123456789abcdef';
  const asked: { call: string; input: Record<string, unknown> }[] = [];
  let looks = 0;
  const answers: Record<string, () => object> = {
    RunTask: () => (refusal ? { tasks: [], failures: [refusal] } : { tasks: [{ taskArn: arn }], failures: [] }),
    DescribeTasks: () => {
      looks += 1;
      if (looks <= looksBefore) return { tasks: [{ taskArn: arn, lastStatus: 'RUNNING' }] };
      return { tasks: [{ taskArn: arn, lastStatus: 'STOPPED', containers: [{ name: 'migrate', exitCode, reason }] }] };
    },
  };
  const server = createServer((request, response) => {
    void readJson(request).then((input) => {
      const call = String(request.headers['x-amz-target']).split('.').at(-1)!;
      asked.push({ call, input });
      response.setHeader('Content-Type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(answers[call]!()));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks = await request.toArray();
  return JSON.parse(Buffer.concat(chunks as Buffer[]).toString()) as Record<string, unknown>;
}
