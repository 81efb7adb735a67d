/** A name as SQL takes it, whatever is in it. */
export function quotedName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
