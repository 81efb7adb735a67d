import { type Import, importsIn } from '../house/imports.ts';
import { type Layer, layerOf, layersIn, mayImport } from '../house/layers.ts';
import { resolveImport } from '../house/resolve-import.ts';
import type { Repository } from '../repository/repository.ts';
import { isScript } from '../repository/source.ts';
import type { Breach, Rule } from '../rule.ts';

/** Every import of this repository follows the table in house/layers.ts. */
export const importsPointDown: Rule<Import[]> = {
  id: 'imports-point-down',
  house: true,
  why: 'Billing outlives any app only while nothing below it leans on what stands above: policies stay plain data, the service runs without infra, and the checks judge code that they do not run.',
  reads: isScript,
  mentions: (text) => /\b(import|export|require)\b/.test(text),
  extract(source) {
    const imports = importsIn(source);
    return imports.length === 0 ? null : imports;
  },
  *judge(facts, repository) {
    for (const [file, imports] of facts) {
      for (const one of imports) {
        const breach = judgeImport(file, one, repository);
        if (breach !== undefined) yield { ...breach, file, start: one.start, end: one.end };
      }
    }
  },
};

type Verdict = Omit<Breach, 'file' | 'start' | 'end'>;

function judgeImport(file: string, { specifier, computed }: Import, repository: Repository): Verdict | undefined {
  const from = layerOf(file);
  if (from.mayImport === 'anything') return undefined;
  if (specifier === null) return undecided(from);
  const target = resolveImport(specifier, file, repository.text('package.json'));
  if ('package' in target) return judgePackage(file, from, target.package);
  const reached = computed ? layersIn(target.path) : [layerOf(target.path)];
  const forbidden = reached.filter((to) => !mayImport(from, to));
  if (forbidden.length === 0) return undefined;
  return forbidden.length < reached.length ? undecided(from) : forbiddenLayer(file, from, target.path, repository);
}

function undecided(from: Layer): Verdict {
  return {
    severity: 'unverifiable',
    problem: `this import is computed, so nobody can tell whether ${from.name} may make it: ${row(from)}`,
    fix: 'import by a literal path, or by a template that begins with the folder: `./rules/${id}.ts`',
  };
}

function forbiddenLayer(file: string, from: Layer, path: string, repository: Repository): Verdict {
  const to = layerOf(path);
  const bridge = to.name.endsWith(' client') ? repository.bridgeOf(file) : undefined;
  return {
    problem: `${file} imports ${path} of ${to.name}: ${row(from)}`,
    fix: 'move what both need down to a layer that both may import, or pass it in from above as an argument',
    path: [file, path],
    ...(bridge === undefined ? {} : { bridge }),
  };
}

/** Tests need their tools, so the limit on packages is not theirs. */
function judgePackage(file: string, from: Layer, name: string): Verdict | undefined {
  const allowed = from.packages;
  if (allowed === undefined || file.includes('.test.')) return undefined;
  if (allowed.some((scope) => name.startsWith(scope))) return undefined;
  return {
    problem: `${file} imports the package ${name}: ${row(from)}`,
    fix: `do without it, or move what needs it out of ${from.name}`,
  };
}

/** The row of the table, as a sentence. */
function row({ name, mayImport: others, packages }: Layer): string {
  const ours = others.length === 0 ? 'nothing else of this repository' : `only ${[...others].join(', ')}`;
  if (packages === undefined) return `${name} imports ${ours}`;
  return `${name} imports ${ours}, and ${packages.length === 0 ? 'no package' : `of packages only ${packages.join(', ')}`}`;
}
