/** All that means something within a line of OSCAL's Markdown: CommonMark's, its sub- and superscripts, quotes, insertions. */
const meaning = /[\\`*_{}[\]<>&~^"]/g;

/** A text as Markdown that shows it as it is: OSCAL's titles and descriptions are Markdown. */
export function asMarkup(text: string): string {
  return text.replace(meaning, '\\$&');
}
