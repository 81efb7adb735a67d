import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startService } from '../service-process.ts';

/** A server under measurement, in a process of its own. */
export interface MeasuredServer {
  port: number;
  processId: number;
  stop(): Promise<void>;
}

/** The service as anyone would start it. Its log goes through a pipe, as on a platform that collects it. */
export async function startMeasuredService(environment: Record<string, string>): Promise<MeasuredServer> {
  const service = await startService(environment);
  return {
    port: Number(new URL(service.url).port),
    processId: service.processId,
    stop: async () => void (await service.stop()),
  };
}

/** A program of this folder that says its port over IPC. */
export async function startForked(
  program: string,
  environment: Record<string, string>,
): Promise<MeasuredServer & { ask: () => Promise<number> }> {
  const child: ChildProcess = fork(join(import.meta.dirname, program), { env: { ...process.env, ...environment } });
  const [port] = (await once(child, 'message')) as [number];
  return {
    port,
    processId: child.pid!,
    ask: async () => {
      const said = once(child, 'message');
      child.send('ask');
      return (await said)[0] as number;
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
