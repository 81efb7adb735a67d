import type { DatabaseClass } from '../../policies/databases.ts';
import type { Resource } from '../../policies/pack/resource.ts';
import { billing } from '../billing/program.ts';
import { main } from '../main/program.ts';
import { configOf } from '../preview/programs.ts';
import { type Program, record } from '../preview/record.ts';

const programs = { billing, main };

/** What the network’s stack would give; only that it is there matters. */
const network = {
  vpcId: 'vpc',
  publicSubnetIds: ['public-a', 'public-b', 'public-c'],
  billingPrivateSubnetIds: ['billing-private-a', 'billing-private-b'],
  billingIsolatedSubnetIds: ['billing-isolated-a', 'billing-isolated-b'],
  mainPrivateSubnetIds: ['main-private-a', 'main-private-b'],
  mainIsolatedSubnetIds: ['main-isolated-a', 'main-isolated-b'],
  endpointSecurityGroupId: 'endpoints',
  s3PrefixListId: 'pl-s3',
};

/** What a class’s program registers in production, for tests to look at. */
export class ClassStack {
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, unknown>>;

  private constructor(resources: readonly Resource[], outputs: Readonly<Record<string, unknown>>) {
    this.resources = resources;
    this.outputs = outputs;
  }

  /** Records it, with these settings beside those of the stack; once it is up, unless another moment is asked for. */
  static async record(
    project: DatabaseClass,
    { moment = 'up', settings = {} }: { moment?: Program['moment']; settings?: Record<string, string> } = {},
  ): Promise<ClassStack> {
    const config = { ...configOf(project, 'production'), ...settings };
    const program = { project, stack: 'production', config, references: { network }, run: programs[project] };
    const { resources, outputs } = await record({ ...program, moment });
    return new ClassStack(resources, outputs);
  }

  ofType(end: string): Resource[] {
    return this.resources.filter(({ type }) => type.endsWith(`:${end}`));
  }

  /** The one resource of a type and name. Throws where there is none. */
  only(end: string, name: string): Resource {
    const found = this.ofType(end).find((resource) => resource.name === name);
    if (found === undefined) throw new Error(`no ${end} ${name}: there is ${this.namesOf(end).join(', ')}`);
    return found;
  }

  namesOf(end: string): string[] {
    return this.ofType(end)
      .map(({ name }) => name)
      .sort();
  }

  /** The statements of a role’s policy. */
  statementsOf(role: string): Record<string, unknown>[] {
    const { policy } = this.only('RolePolicy', role).properties;
    return (JSON.parse(policy as string) as { Statement: Record<string, unknown>[] }).Statement;
  }

  /** The one container of a task. */
  containerOf(task: string): Record<string, unknown> & { environment: unknown[]; secrets: unknown[] } {
    const { containerDefinitions } = this.only('TaskDefinition', task).properties;
    return (JSON.parse(containerDefinitions as string) as never[])[0]!;
  }
}
