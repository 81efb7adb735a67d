import type { SqlName, SqlStatement } from './statement.ts';
import { queriesNamed, tableAt, tablesListed } from './table-list.ts';

/** A table, or a whole database, that SQL names. */
export interface TableReference {
  /** From the outside in: database, namespace, table. `*` as the last part stands for all that is in the one before. */
  parts: string[];
  start: number;
  end: number;
  /** What becomes of the table: a migration that creates or drops it once had it. */
  act: 'uses' | 'creates' | 'drops' | 'grants';
}

const definitions = /^(?:CREATE|ALTER|DROP|TRUNCATE|LOCK|RENAME|COMMENT|REFRESH|ANALYZE|OPTIMIZE|REPAIR|CHECK|SHOW)$/;
const beforeOtherUpdate = /^(?:ON|FOR|KEY|BEFORE|AFTER|OR|OF|INSTEAD)$/;

/** Looks at each word of one statement for those after which a table stands. */
export class TableReader {
  readonly #statement: SqlStatement;
  readonly #found: TableReference[] = [];
  /** Names that the statement gives: of queries, and of tables for short. */
  readonly #given = new Set<string>();
  /** For each open parenthesis whether a SELECT or the like stands in it: only then does FROM name tables. */
  readonly #selects: boolean[];
  #attaches = false;
  #afterDefined = -1;

  /** A fragment may go on with a SELECT that stands elsewhere. */
  constructor(statement: SqlStatement, { fragment }: { fragment: boolean }) {
    this.#statement = statement;
    this.#selects = [fragment];
  }

  read(): TableReference[] {
    const grants = /^(?:GRANT|REVOKE)$/.test(this.#statement.word(0));
    for (const at of this.#statement.tokens.keys()) {
      if (this.#statement.is(at, '(')) this.#selects.push(false);
      else if (this.#statement.is(at, ')') && this.#selects.length > 1) this.#selects.pop();
      else if (grants) this.#grant(this.#statement.word(at), at);
      else this.#word(this.#statement.word(at), at);
    }
    return this.#found.filter(({ parts }) => parts.length > 1 || !this.#given.has(parts[0]!.toLowerCase()));
  }

  #word(word: string, at: number): void {
    const statement = this.#statement;
    switch (word) {
      case 'SELECT':
      case 'DELETE':
      case 'SHOW':
        this.#selects[this.#selects.length - 1] = true;
        break;
      case 'FROM':
        if (this.#selects.at(-1) === true && !this.#compares(at)) this.#list(at + 1);
        break;
      case 'JOIN':
      case 'STRAIGHT_JOIN':
        this.#keep(tableAt(statement, at + 1).name, 'uses');
        break;
      case 'INTO':
        if (statement.follows(at, /^(?:INSERT|REPLACE|MERGE)$/)) this.#name(at + 1);
        break;
      case 'UPDATE':
        if (beforeOtherUpdate.test(statement.word(at - 1)) || statement.is(at - 1, ',')) break;
        this.#selects[this.#selects.length - 1] = true;
        this.#list(statement.past(at + 1, /^(?:LOW_PRIORITY|IGNORE)$/));
        break;
      case 'USING':
        if (/^(?:DELETE|MERGE)$/.test(statement.word(0))) this.#list(at + 1);
        break;
      case 'TABLE':
      case 'TABLES':
      case 'VIEW':
        this.#definition(word, at);
        break;
      case 'TRUNCATE':
        if (!/^TABLES?$/.test(statement.word(at + 1)) && !statement.is(at + 1, '(')) this.#list(at + 1);
        break;
      case 'TO':
        this.#rename(at);
        break;
      case 'INDEX':
      case 'TRIGGER':
      case 'POLICY':
      case 'RULE':
        this.#attaches ||= statement.follows(at, /^(?:CREATE|DROP|ALTER|COMMENT)$/);
        break;
      case 'ON':
        if (this.#attaches) this.#name(statement.past(at + 1, /^ONLY$/));
        this.#attaches = false;
        break;
      case 'REFERENCES':
        this.#name(at + 1);
        break;
      case 'LIKE':
        if (at - this.#afterDefined <= 1) this.#name(at + 1);
        break;
      case 'INHERITS':
        this.#list(at + 1);
        break;
      case 'OF':
        if (statement.word(at - 1) === 'PARTITION') this.#name(at + 1);
        break;
      case 'COPY':
        if (at === 0) this.#name(1);
        break;
      case 'USE':
        if (at === 0) this.#whole(1, 'uses');
        break;
      case 'CALL':
        if ((statement.name(at + 1)?.parts.length ?? 0) > 1) this.#name(at + 1);
        break;
      case 'WITH':
      case 'RECURSIVE':
        for (const name of queriesNamed(statement, at + 1)) this.#given.add(name);
    }
  }

  /** `GRANT SELECT ON billing.* TO …`: the rights have the names of statements, so only what follows ON is read. */
  #grant(word: string, at: number): void {
    if (word === 'ON') this.#keep(this.#statement.name(this.#statement.past(at + 1, /^TABLE$/)), 'grants');
    else if (word === 'SCHEMA' || word === 'DATABASE') this.#whole(at + 1, 'grants');
  }

  #definition(word: string, at: number): void {
    const statement = this.#statement;
    if (!definitions.test(statement.word(0)) && !statement.follows(at, definitions)) return;
    const start = statement.past(at + 1, /^(?:IF|NOT|EXISTS|CONCURRENTLY|ONLY)$/);
    // `RETURNS TABLE (…)` is the shape of an answer.
    if (statement.is(start, '(')) return;
    const name = statement.name(start);
    this.#afterDefined = name?.next ?? -1;
    if (statement.follows(at, /^(?:TEMP|TEMPORARY)$/)) {
      // It goes with its connection: as good as dropped.
      this.#keep(name, 'creates');
      this.#keep(name, 'drops');
    } else if (word === 'VIEW' || statement.word(0) === 'SHOW') this.#list(start);
    else if (statement.follows(at, /^CREATE$/)) this.#keep(name, 'creates');
    else this.#list(start, statement.follows(at, /^DROP$/) ? 'drops' : 'uses');
  }

  /** `ALTER TABLE a RENAME TO b`, `RENAME TABLE a TO b, c TO d`. */
  #rename(at: number): void {
    const statement = this.#statement;
    const many = statement.word(0) === 'RENAME';
    if (!many && (statement.word(0) !== 'ALTER' || statement.word(at - 1) !== 'RENAME')) return;
    const before = this.#found.at(-1);
    if (before !== undefined) before.act = 'drops';
    const name = this.#keep(statement.name(at + 1), 'creates');
    if (many && name !== null && statement.is(name.next, ',')) this.#name(name.next + 1);
  }

  #list(at: number, act: TableReference['act'] = 'uses'): void {
    for (const name of tablesListed(this.#statement, at)) this.#keep(name, act);
  }

  #name(at: number): void {
    this.#keep(this.#statement.name(at), 'uses');
  }

  /** A database or namespace as a whole. */
  #whole(at: number, act: TableReference['act']): void {
    const name = this.#statement.name(at);
    this.#keep(name && { ...name, parts: [...name.parts, '*'] }, act);
  }

  #keep(name: SqlName | null, act: TableReference['act']): SqlName | null {
    if (name === null) return null;
    const { parts, start, end } = name;
    const alias = this.#statement.alias(name.next).alias?.toLowerCase();
    if (alias !== undefined && alias !== parts.at(-1)!.toLowerCase()) this.#given.add(alias);
    this.#found.push({ parts, start, end, act });
    return name;
  }

  /** `IS DISTINCT FROM`, `IS NOT DISTINCT FROM`. */
  #compares(at: number): boolean {
    return this.#statement.word(at - 1) === 'DISTINCT' && /^(?:IS|NOT)$/.test(this.#statement.word(at - 2));
  }
}
