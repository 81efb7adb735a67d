import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Eta } from 'eta';
import { heldOfACard } from '../../policies/card-data/held-of-a-card.ts';
import { controls } from '../../policies/controls.ts';
import { siteChangesMax } from '../../policies/evidence.ts';
import { passwordRotationDays } from '../../policies/keys.ts';
import { scopes } from '../../service/api/scopes.ts';
import { codeCommit } from '../../service/operator.ts';
import { type Chain, type ChainRecord, recordsOf, reportOn, withoutFaults } from '../../service/evidence/chains.ts';
import { environmentOf } from '../../service/evidence/environment.ts';
import { chainFile, fileOfChain } from './chain-file.ts';
import { drawCharts } from './charts.ts';
import { anchorOfFramework, controlStates, pageOfControl, viewControl } from './control-view.ts';
import { viewDatabases } from './databases.ts';
import { pageOfDocument, readDocuments, sectionOf } from './document.ts';
import { changesCsv } from './changes-csv.ts';
import { controlsCsv, recordsCsv } from './csv.ts';
import { delayOf } from './delay.ts';
import { environmentsInWords } from './environments.ts';
import { viewRemains } from './erasure-remains.ts';
import { factInWords, kinds, titleOf, urgencies } from './kinds.ts';
import { assessmentResults } from './oscal.ts';
import { proofsOfCommits } from './proofs-of-commits.ts';
import { type RecordPage, recordPages } from './record-pages.ts';
import { searchScript } from './search-index.ts';
import { viewScope } from './scope.ts';
import { day, daysInWords, second, took } from './times.ts';
import { viewWaivers } from './waivers.ts';
import { isApproved, readParents, readWallChanges, wallOf } from './wall-changes.ts';
import { wantingOf } from './wanting.ts';

const templates = join(import.meta.dirname, 'templates');
const assets = join(import.meta.dirname, 'assets');
/** Lacking things that the first page names before its questions; all of them stand at its end. */
const worstMax = 5;

/**
 * Makes every file of the site, by name. It says what was found: which mechanism is where, which record is how old. It
 * never says that a framework is met; that is for whoever reads it to judge.
 */
export async function buildSite(
  chains: readonly Chain[],
  { repository, now }: { repository: string; now: Date },
): Promise<Map<string, string>> {
  const reports = chains.map((chain) => reportOn(chain, now));
  const all = recordsOf(chains);
  // What is not as it was written shows nothing.
  const counted = recordsOf(chains.map((chain, index) => withoutFaults(chain, reports[index]!)));
  const wall = wallOf(controls);
  const changes = readWallChanges(repository, wall);
  const found = { records: counted, changes: changes.slice(0, siteChangesMax), repository, now };
  const views = await Promise.all(controls.map((control) => viewControl(control, found)));
  const pages = recordPages(all);
  const documents = readDocuments(repository);
  const proofs = proofsOfCommits(readParents(repository), counted);
  const waivers = viewWaivers(repository, counted);
  const proofsOf = (commit: string) => proofs.get(commit) ?? [];
  const charts = await drawCharts(counted, now);
  const databases = viewDatabases(counted, repository);
  const built = { builtAt: now.toISOString(), commit: codeCommit(), chains: reports };
  const shared = {
    ...built,
    hrefOf: hrefOfRecord(pages),
    nameOf: nameOfRecord(chains),
    anchorOf,
    pageOfControl,
    anchorOfFramework,
    pageOfDocument,
    ...{ day, second, took, daysInWords, delayOf, passwordRotationDays, siteChangesMax },
    ...{ kinds, urgencies, factInWords, titleOf, environmentOf, isApproved, proofsOf, fileOfChain },
    environments: environmentsInWords(all),
    lastPlayed: (name: string) => counted.findLast(({ kind, facts }) => kind === 'rehearsal' && facts['page'] === name),
    pageAtPath: (path: string) => documents.find((one) => one.path === path),
    sectionOf: (name: string, anchor: string) => sectionOf(documents, name, anchor),
  };

  const eta = new Eta({ views: templates, autoEscape: true, autoTrim: false });
  const files = new Map<string, string>();
  const page = (name: string, template: string, title: string, data: object) =>
    files.set(name, eta.render(template, { ...shared, ...data, title, page: name }));

  const newestErasure = counted.findLast(({ kind, result }) => kind === 'erasure' && result === 'passed') ?? null;
  const answers = { databases, changes, waivers, newestErasure, heldOfACard, remains: viewRemains() };
  const scope = viewScope(controls, counted, repository);
  const overview = { views, scope, scopes, controlStates, worstMax, wanting: wantingOf(views), ...answers };
  page('index.html', 'overview', 'Overview', overview);
  for (const view of views) page(pageOfControl(view.control), 'control', view.control.title, { view });
  page('databases.html', 'databases', 'The two databases', { databases });
  page('charts.html', 'charts', 'Charts', { charts });
  page('changes.html', 'changes', 'Changes of the wall', { changes, wall });
  page('exceptions.html', 'exceptions', 'Exceptions', { waivers, today: built.builtAt.slice(0, 10) });
  page('runbooks.html', 'documents', 'Runbooks and decisions', { documents });
  page('search.html', 'search', 'Search', {});
  for (const each of pages) page(each.file, 'records', each.title, { each, pages });
  for (const document of documents) page(pageOfDocument(document.name), 'document', document.title, { document });

  files.set('site.css', `${readFileSync(join(assets, 'site.css'), 'utf8')}${runningFoot(built)}`);
  files.set('search.js', readFileSync(join(assets, 'search.js'), 'utf8'));
  files.set('minisearch.js', readFileSync(minisearchPath(), 'utf8'));
  files.set(
    'search-index.js',
    searchScript({ files, views, documents, changes: found.changes, waivers: waivers.all, records: all }, shared),
  );
  files.set('controls.csv', controlsCsv(views));
  files.set('changes.csv', changesCsv(changes, proofsOf));
  files.set('records.csv', recordsCsv(all));
  for (const chain of chains) files.set(fileOfChain(chain.name), chainFile(chain));
  files.set('oscal.json', `${JSON.stringify(assessmentResults(views, shared), null, 2)}\n`);
  files.set('evidence.json', `${JSON.stringify(built, null, 2)}\n`);
  return files;
}

/** What stands at the foot of each sheet of paper, which pages by themselves cannot say. */
function runningFoot({ builtAt, commit }: { builtAt: string; commit: string }): string {
  const said = `Bulkhead evidence, commit ${commit.slice(0, 12).replaceAll(/[^\w.-]/g, '')}, built ${day(builtAt)} UTC`;
  const box = (place: string, content: string) =>
    `  @${place} {\n    content: ${content};\n    font: 8pt sans-serif;\n  }\n`;
  return `@page {\n${box('bottom-left', `'${said}'`)}${box('bottom-right', `counter(page) ' / ' counter(pages)`)}}\n`;
}

/** Where a record stands: on a page of its kind. */
function hrefOfRecord(pages: readonly RecordPage[]): (record: ChainRecord) => string {
  const ofKinds = pages.filter(({ kind }) => kind !== null);
  const files = new Map(ofKinds.flatMap(({ file, records }) => records.map((record) => [anchorOf(record), file])));
  return (record) => `${files.get(anchorOf(record)) ?? 'records-all-1.html'}#${anchorOf(record)}`;
}

function anchorOf({ chain, sequence }: ChainRecord): string {
  return `record-${chain}-${sequence}`;
}

/** A record as a reader may call it: by its number alone where there is one chain. */
function nameOfRecord(chains: readonly Chain[]): (record: ChainRecord) => string {
  return ({ chain, sequence }) => (chains.length === 1 ? `${sequence}` : `${sequence} of ${chain}`);
}

/** The built file that sets a global: a page from a folder cannot import modules. */
function minisearchPath(): string {
  return join(createRequire(import.meta.url).resolve('minisearch'), '../../umd/index.js');
}
