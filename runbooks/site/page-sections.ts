/** A part of a page of the site, from one heading to the next, as text. */
export interface PageSection {
  /** Empty for what stands above the first heading that has a place of its own. */
  anchor: string;
  title: string;
  text: string;
}

const main = /<main[^>]*>([^]*)<\/main>/;
const headings = /<h[1-3](?: [^>]*?\bid="([^"]+)"[^>]*)?>([^]*?)<\/h[1-3]>/g;

/** The parts of a page that was rendered: what a reader of it sees is what can be found. */
export function sectionsOfPage(html: string, { tables }: { tables: boolean }): PageSection[] {
  const content = (main.exec(html)?.[1] ?? '').replaceAll(/<svg[^]*?<\/svg>|<details>[^]*?<\/details>/g, ' ');
  const shown = tables ? content : content.replaceAll(/<table[^]*?<\/table>/g, ' ');
  const found = [...shown.matchAll(headings)];
  return found.map((heading, index) => ({
    anchor: heading[1] ?? '',
    title: textOf(heading[2] ?? ''),
    text: textOf(shown.slice(heading.index + heading[0].length, found[index + 1]?.index)),
  }));
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Inline parts leave their neighbours where they stand; the others divide words. */
function textOf(html: string): string {
  return html
    .replaceAll(/<\/?(?:a|code|strong|small|span|time|em)(?: [^>]*)?>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name]!)
    .replaceAll(/\s+/g, ' ')
    .trim();
}
