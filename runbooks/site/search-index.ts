import MiniSearch from 'minisearch';
import type { ChainRecord } from '../../service/evidence/chains.ts';
import { type ControlView, pageOfControl } from './control-view.ts';
import { type Document, pageOfDocument } from './document.ts';
import type { Waiver } from './waivers.ts';
import type { WallChange } from './wall-changes.ts';

interface Searched {
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
  const index = new MiniSearch({ fields: ['title', 'text'], storeFields: ['title', 'href', 'what'] });
  const found = [...entriesOf(searched, naming)];
  index.addAll(found.map((entry, id) => ({ id, ...entry })));
  // In a string, so that nothing in it is read as a script; U+2028 and U+2029 are fine in strings since ES2019.
  return `globalThis.bulkheadSearchIndex = ${JSON.stringify(JSON.stringify(index))};\n`;
}

function* entriesOf({ views, documents, changes, waivers, records }: Searched, { hrefOf, nameOf }: Naming) {
  for (const { control } of views) {
    const text = [control.id, control.reference, control.sentence, control.owner, ...control.mechanisms].join(' ');
    yield {
      title: `${control.framework} ${control.reference}: ${control.title}`,
      text,
      href: pageOfControl(control),
      what: 'control',
    };
  }
  for (const { name, path, title, sections } of documents) {
    for (const section of sections) {
      const whole = section.title === title ? title : `${title}: ${section.title}`;
      yield {
        title: whole,
        text: `${name} ${section.text}`,
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
