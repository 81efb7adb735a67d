import { entriesOf, type JsonNode, jsonTree } from '../../syntax/json.ts';
import type { Place } from '../command.ts';
import { anywhere } from '../directory.ts';
import type { Excerpt } from '../excerpt.ts';
import { textsOf, wordsOfList } from './json.ts';

/** Keys of deployment and container files (vercel.json, railway.json, app.json, devcontainer.json) that hold commands. */
const commandKeys =
  /^(?:buildCommand|installCommand|devCommand|startCommand|preDeployCommand|postdeploy|(?:postCreate|postStart|postAttach|onCreate|updateContent|initialize)Command)$/;

/** Command lines of those files, at any depth. A list is the words of one command. */
export function jsonCommandPlaces(source: Excerpt): Place[] {
  return placesIn(source, jsonTree(source.text));
}

function placesIn(source: Excerpt, node: JsonNode): Place[] {
  return entriesOf(node).flatMap(({ key, value }): Place[] => {
    if (!commandKeys.test(key)) return placesIn(source, value);
    const words = wordsOfList(source, value);
    if (words !== null) return [{ script: words, directory: anywhere }];
    const named = entriesOf(value).map((entry) => entry.value);
    return [value, ...named].flatMap((one) => textsOf(source, one)).map((script) => ({ script, directory: anywhere }));
  });
}
