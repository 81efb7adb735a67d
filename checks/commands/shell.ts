import {
  type Assignment,
  type Command as CommandNode,
  type For,
  forEachChild,
  parse,
  type Redirection,
  type SyntaxNode,
} from 'unbash';
import type { Command, Place, Word } from './command.ts';
import { anywhere, changed, type Directory } from './directory.ts';
import type { Excerpt } from './excerpt.ts';
import { type Scope, valueOf, wordsOf } from './shell-words.ts';

interface ShellScope extends Scope {
  directory: Directory;
  /** How many more rounds of loops are followed in this place: loops within loops multiply. */
  rounds: { left: number };
}

const roundsMax = 256;
/** How deep scripts within scripts (here-documents, backticks) are followed. */
const depthMax = 5;

/**
 * Every simple command of a place, in order, with its variables filled in as far as the script sets them itself.
 * Branches that may or may not have run leave what they set unknown. Never throws: what is not shell has no commands.
 */
export function commandsOf({ script, directory, variables, scriptDirectory }: Place): Command[] {
  if (isWords(script)) return [{ words: script, directory }];
  const commands: Command[] = [];
  const scope = { variables: new Map(variables), directory, scriptDirectory, rounds: { left: roundsMax } };
  readScript(script, scope, commands, 0);
  return commands;
}

function isWords(script: Place['script']): script is readonly Word[] {
  return Array.isArray(script);
}

function readScript(script: Excerpt, scope: ShellScope, commands: Command[], depth: number): void {
  if (depth > depthMax) return;
  const shell = withPlainLineEnds(script);
  visit(parse(shell.text), scope);

  function visit(node: SyntaxNode, scope: ShellScope): void {
    if (node.type === 'Command') return visitCommand(node, scope);
    if (node.type === 'For') return visitFor(node, scope);
    if (isBranch(node)) return maybe(node, scope, []);
    if (node.type === 'CommandExpansion' && node.script?.source !== undefined) {
      return readScript(shell.decoded(node.pos, node.end, node.script.source), copy(scope), commands, depth + 1);
    }
    visitChildren(node, isSubshell(node) ? copy(scope) : scope);
  }

  function visitFor(node: For, scope: ShellScope): void {
    const values = node.wordlist?.flatMap((word) => wordsOf(shell, word, scope)) ?? [];
    const known = values.length > 0 && values.every(({ literal }) => literal);
    if (!known || (scope.rounds.left -= values.length) < 0) return maybe(node, scope, [[node.name.text, null]]);
    for (const { text } of values) maybe(node, scope, [[node.name.text, text]]);
  }

  function visitChildren(node: SyntaxNode, scope: ShellScope): void {
    forEachChild(node, (child) => visit(child, scope));
  }

  /** Visits what may not have run once it is over. */
  function maybe(node: SyntaxNode, scope: ShellScope, known: readonly (readonly [string, string | null])[]): void {
    const inside = copy(scope);
    for (const [name, value] of known) inside.variables.set(name, value);
    visitChildren(node, inside);
    for (const [name, value] of inside.variables) {
      if (scope.variables.get(name) !== value) scope.variables.set(name, null);
    }
    if (inside.directory !== scope.directory) scope.directory = anywhere;
  }

  function visitCommand(node: CommandNode, scope: ShellScope): void {
    visitChildren(node, scope);
    const { name } = node;
    if (name === undefined) {
      for (const part of node.prefix) if (part.type === 'Assignment') assign(part, scope);
      if (node.redirects.length > 0) readHeredocs(node.redirects, scope);
      return;
    }
    const words = [
      ...wordsOf(shell, name, scope),
      ...node.args.flatMap((argument) =>
        argument.type === 'Word' ? wordsOf(shell, argument, scope) : assignmentWord(argument, scope),
      ),
    ];
    commands.push({ words, directory: scope.directory });
    if (readsScript(words)) readHeredocs(node.redirects, scope);
    if (/^(?:export|declare|local|readonly|typeset)$/.test(name.value)) {
      for (const argument of node.args) if (argument.type === 'Assignment') assign(argument, scope);
    } else if (name.value === 'cd' || name.value === 'pushd') {
      const to = words.slice(1).find(({ text }) => !text.startsWith('-') || text === '-');
      scope.directory = to?.literal === true && to.text !== '-' ? changed(scope.directory, to.text) : anywhere;
    } else if (name.value === 'popd') {
      scope.directory = anywhere;
    }
  }

  function readHeredocs(redirects: readonly Redirection[], scope: ShellScope): void {
    for (const redirect of redirects) {
      if (redirect.type !== 'HereDoc') continue;
      readScript(shell.part(redirect.body.pos, redirect.body.end), copy(scope), commands, depth + 1);
    }
  }

  function assign(node: Assignment, scope: ShellScope): void {
    const { value } = node;
    const known = value.type === 'Word' && node.append !== true && node.index === undefined;
    const { text, literal } = known ? valueOf(value, scope) : { text: '', literal: false };
    scope.variables.set(node.name, literal ? text : null);
  }

  function assignmentWord(node: Assignment, scope: ShellScope): Word {
    const { value } = node;
    const { text, literal } = value.type === 'Word' ? valueOf(value, scope) : { text: '', literal: false };
    const inner = shell.part(node.pos, node.end);
    return { text: `${node.name}=${text}`, literal, start: shell.start(node.pos), end: shell.end(node.end), inner };
  }
}

/** A checkout on Windows has `\r\n`, which a shell takes for a part of the word before it. */
function withPlainLineEnds(script: Excerpt): Excerpt {
  return script.text.includes('\r') ? script.replace(/\r\n/g, () => '\n') : script;
}

/** Whether a command runs what it is given to read: `bash`, `ssh host`, `docker exec -i app sh`. */
function readsScript(words: readonly Word[]): boolean {
  return words.some(({ text }, index) => shellName.test(text) || (index === 0 && text === 'ssh'));
}

const shellName = /^(?:ba|z|da|a)?sh$/;

/** What may run once, often, or never. */
function isBranch({ type }: SyntaxNode): boolean {
  return ['If', 'While', 'Case', 'Select', 'ArithmeticFor', 'Function'].includes(type);
}

/** What changes neither variables nor the folder of what comes after it. */
function isSubshell({ type }: SyntaxNode): boolean {
  return ['Subshell', 'Pipeline', 'CommandExpansion', 'ProcessSubstitution'].includes(type);
}

function copy(scope: ShellScope): ShellScope {
  return { ...scope, variables: new Map(scope.variables) };
}
