import MiniSearch from 'minisearch';
import type { ChainRecord } from '../../service/evidence/chains.ts';
import { type ControlView, pageOfControl } from './control-view.ts';
import { type Document, pageOfDocument } from './document.ts';
import { sectionsOfPage } from './page-sections.ts';
import { searchTerms, wordsOf } from './search-terms.ts';
import type { Waiver } from './waivers.ts';
import type { WallChange } from './wall-changes.ts';

/** Pages of their own, by file; whether what stands in their tables is found nowhere else. */
const ownPages: readonly (readonly [file: string, tables: boolean])[] = [
  ['index.html', false],
  ['databases.html', true],
  ['charts.html', false],
  ['changes.html', false],
  ['exceptions.html', false],
  ['runbooks.html', false],
];

interface Searched {
  /** The pages that are rendered, by their files. */
  files: ReadonlyMap<string, string>;
  views: readonly ControlView[];
  documents: readonly Document[];
  changes: readonly WallChange[];
  waivers: readonly Waiver[];
  records: readonly ChainRecord[];
}

/** How a record is called, and where it stands. */
interface Naming {
  nameOf: (record: ChainRecord) => string;
  hrefOf: (record: ChainRecord) => string;
}

/**
 * Everything that can be found, as a script that sets one global: a page opened from a folder may fetch nothing. The
 * options are repeated in assets/search.js, which reads it.
 */
export function searchScript(searched: Searched, naming: Naming): string {
  const index = new MiniSearch({
    fields: ['title', 'text'],
    storeFields: ['title', 'href', 'what', 'text'],
    tokenize: wordsOf,
  });
  const found = [...entriesOf(searched, naming)];
  index.addAll(found.map((entry, id) => ({ id, ...entry })));
  // In a string, so that nothing in it is read as a script; U+2028 and U+2029 are fine in strings since ES2019.
  return [
    `globalThis.bulkheadSearchIndex = ${JSON.stringify(JSON.stringify(index))};`,
    `globalThis.bulkheadSearchTerms = ${JSON.stringify(searchTerms)};\n`,
  ].join('\n');
}

function* entriesOf({ files, views, documents, changes, waivers, records }: Searched, { hrefOf, nameOf }: Naming) {
  for (const { control } of views) {
    const text = [control.sentence, control.owner, control.id, control.reference, ...control.mechanisms].join(' ');
    yield {
      title: `${control.framework} ${control.reference}: ${control.title}`,
      text,
      href: pageOfControl(control),
      what: 'control',
    };
  }
  for (const [file, tables] of ownPages) {
    const [page, ...parts] = sectionsOfPage(files.get(file)!, { tables });
    yield { title: page!.title, text: page!.text, href: file, what: 'page' };
    for (const { anchor, title, text } of parts) {
      yield { title: `${page!.title}: ${title}`, text, href: anchor === '' ? file : `${file}#${anchor}`, what: 'page' };
    }
  }
  for (const { name, path, title, sections } of documents) {
    for (const [index, section] of sections.entries()) {
      // A heading that has nothing but headings below it leads to what comes first there.
      const next = section.text.trim() === '' ? sections[index + 1] : undefined;
      const text = (next === undefined ? section.text : `${next.title}: ${next.text}`).replaceAll(/\s+/g, ' ');
      const whole = section.title === title ? title : `${title}: ${section.title}`;
      yield {
        title: whole,
        text: `${text} ${name}`,
        href: `${pageOfDocument(name)}#${section.anchor}`,
        what: path.startsWith('runbooks/decisions/') ? 'decision' : 'runbook',
      };
    }
  }
  for (const { commit, subject, author } of changes) {
    yield { title: subject, text: `${commit} ${author}`, href: `changes.html#${commit}`, what: 'change' };
  }
  for (const { rule, path, reason } of waivers) {
    yield { title: `${rule}: ${path}`, text: reason, href: 'exceptions.html', what: 'exception' };
  }
  for (const record of records) {
    const title = `${record.kind} ${nameOf(record)}: ${record.title}`;
    yield {
      title,
      text: `${record.database ?? ''} ${record.result} ${record.endedAt.slice(0, 10)}`,
      href: hrefOf(record),
      what: 'record',
    };
  }
}
