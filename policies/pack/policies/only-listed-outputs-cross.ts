import { type StackProject, stackOutputs, stackReferences } from '../../stack-outputs.ts';
import { type Policy, shown, unverifiable, violation } from '../policy.ts';
import { isSet, stackOf, unknown, valueAt } from '../resource.ts';

const referenceType = 'pulumi:pulumi:StackReference';
const stackType = 'pulumi:pulumi:Stack';

/** A reference is `<organization>/<project>/<stack>`. */
const projectPosition = -2;

export const onlyListedOutputsCross: Policy = {
  id: 'only-listed-outputs-cross',
  requirement:
    'Between stacks only those outputs cross that policies/stack-outputs.ts lists, and only to those it lists.',
  reason: 'An output that the other class’s stack reads is a thread through the wall, and nobody reviews it later.',
  source: 'PCI DSS 1.4.1, 11.4.5; the design',
  mend: 'leave the output or the reference out; if it has to cross, add it to policies/stack-outputs.ts, where it is reviewed',
  types: [],
  *judgeGraph(graph) {
    for (const reference of graph.ofType(referenceType)) {
      const named = valueAt(reference, 'name');
      if (named === unknown) {
        yield unverifiable(reference, 'name');
        continue;
      }
      const name = isSet(named) ? String(named) : reference.name;
      const allowed: readonly string[] = isListed(reference.project) ? stackReferences[reference.project] : [];
      if (!allowed.includes(name.split('/').at(projectPosition) ?? '')) {
        yield violation(reference, `${reference.project} reads ${shown(name)}, and may read ${listOf(allowed)}`);
      } else if (name.split('/').at(-1) !== stackOf(reference)) {
        yield violation(reference, `${shown(name)} is another stack than ${stackOf(reference)}`);
      }
    }
    for (const stack of graph.ofType(stackType)) {
      if (!isListed(stack.project)) continue;
      const allowed: readonly string[] = stackOutputs[stack.project];
      for (const output of Object.keys(stack.properties)) {
        if (!allowed.includes(output))
          yield violation(stack, `${stack.project} puts out ${output}, which is not listed`);
      }
    }
  },
};

function isListed(project: string): project is StackProject {
  return Object.hasOwn(stackOutputs, project);
}

function listOf(projects: readonly string[]): string {
  return projects.length === 0 ? 'no other stack' : `only ${projects.join(', ')}`;
}
