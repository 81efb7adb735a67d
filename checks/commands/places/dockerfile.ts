import { literalWord, type Place } from '../command.ts';
import { anywhere, changed, type Directory } from '../directory.ts';
import { Excerpt } from '../excerpt.ts';
import { linesOf } from '../lines.ts';
import { looseJsonTree } from '../../syntax/json.ts';
import { wordsOfList } from './json.ts';

/**
 * The commands of a Dockerfile: RUN, CMD, ENTRYPOINT and HEALTHCHECK, as a line of shell or a JSON list, over
 * continued lines (comments among them) and here-documents. https://docs.docker.com/reference/dockerfile/
 */
export function dockerfilePlaces(source: Excerpt): Place[] {
  const variables = new Map<string, string | null>();
  const places: Place[] = [];
  let entrypoint: Place | undefined;
  let directory = anywhere;
  for (const instruction of instructionsOf(source)) {
    const { name, rest } = namedInstruction(instruction);
    if (name === 'FROM') {
      entrypoint = undefined;
      directory = anywhere;
    } else if (name === 'WORKDIR')
      directory = rest.text.includes('$') ? anywhere : changed(directory, rest.text.trim());
    else if (name === 'ENV') setVariables(rest.text, variables);
    else if (name === 'ARG') variables.set(rest.text.split('=')[0]!, null);
    else if (commandNames.has(name)) {
      const place = placeOf(rest, new Map(variables), directory);
      if (name === 'CMD') places.push(...behind(entrypoint, place));
      else places.push(place);
      if (name === 'ENTRYPOINT') entrypoint = place;
    }
  }
  return places;
}

const commandNames = new Set(['RUN', 'CMD', 'ENTRYPOINT']);

/** A JSON list after CMD is what the ENTRYPOINT's list goes on with. */
function behind(entrypoint: Place | undefined, place: Place): Place[] {
  if (entrypoint === undefined || entrypoint.script instanceof Excerpt || place.script instanceof Excerpt)
    return [place];
  return [place, { ...place, script: [...entrypoint.script, ...place.script] }];
}

function namedInstruction(instruction: Excerpt): { name: string; rest: Excerpt } {
  const found =
    /^\s*(?:ONBUILD\s+)?(?:HEALTHCHECK\s+(?:--\S+\s+)*)?(\w+)((?:\s+--(?:mount|network|security)=\S+)*)[ \t]*/i.exec(
      instruction.text,
    );
  if (found === null) return { name: '', rest: instruction };
  return { name: found[1]!.toUpperCase(), rest: instruction.part(found[0].length, instruction.text.length) };
}

function placeOf(rest: Excerpt, variables: ReadonlyMap<string, string | null>, directory: Directory): Place {
  const list = /^\[/.test(rest.text) ? looseJsonTree(rest.text) : undefined;
  const words = list === undefined ? null : wordsOfList(rest, list);
  if (words !== null) {
    return { script: words.map(({ inner }) => literalWord(inner, !inner.text.includes('$'))), directory };
  }
  return { script: hereDocument(rest) ?? rest, directory, variables };
}

/** `RUN <<EOF` runs the document itself. */
function hereDocument(rest: Excerpt): Excerpt | null {
  const found = /^<<-?["']?(\w+)["']?[ \t]*\n/.exec(rest.text);
  if (found === null) return null;
  const end = rest.text.trimEnd().lastIndexOf('\n') + 1;
  return rest.part(found[0].length, Math.max(end, found[0].length));
}

function setVariables(text: string, variables: Map<string, string | null>): void {
  for (const [, name, value] of text.matchAll(/(\w+)=("[^"$]*"|'[^'$]*'|[^\s"'$]*)/g)) {
    variables.set(name!, value!.replaceAll(/["']/g, ''));
  }
}

/** Each instruction with the lines it continues on, without comment lines, with the here-documents it opens. */
function instructionsOf(source: Excerpt): Excerpt[] {
  const instructions: Excerpt[] = [];
  let open: Excerpt[] = [];
  let ends: string[] = [];
  const close = () => {
    if (open.length > 0) instructions.push(Excerpt.join(open));
    open = [];
  };
  for (const line of linesOf(source)) {
    const text = line.text.trimEnd();
    if (ends.length > 0) {
      open.push(line);
      if (text.trim() === ends[0]) ends.shift();
      if (ends.length === 0) close();
      continue;
    }
    if (/^\s*#/.test(text) || (open.length > 0 && text === '')) continue;
    open.push(line);
    ends = /^\s*(?:RUN|COPY|ADD)\b/i.test(open[0]!.text)
      ? [...text.matchAll(/<<-?["']?([A-Za-z_]\w*)/g)].map(([, end]) => end!)
      : [];
    if (ends.length === 0 && !text.endsWith('\\')) close();
  }
  close();
  return instructions;
}
