import { createHash, type Hash } from 'node:crypto';

/** What one table's rows are in a dump. */
export interface DumpedTable {
  name: string;
  rows: number;
  /** SHA-256 of the rows as dumped, however they were spread over statements: equal rows in equal order, equal digest. */
  sha256: string;
}

const newline = 0x0a;
const semicolon = 0x3b;
const openingParenthesis = 0x28;
const closingParenthesis = 0x29;
const quote = 0x27;
const backslash = 0x5c;
const rowSeparator = Buffer.from(',\n');
const semicolonBytes = Buffer.from(';');

/** Enough of a line to know it by: a statement may name a thousand columns before its rows. */
const lineHeadBytesMax = 256 * 1024;
const dataHeading = /^-- Dumping data for table `(.*)`$/;
const insertHead = /^INSERT INTO (`(?:[^`]|``)+`)(?: \((?:`(?:[^`]|``)+`(?:, )?)+\))? VALUES/;
const trailer = /^-- Dump completed/;
const position = {
  file: /^-- CHANGE MASTER TO MASTER_LOG_FILE='([^']*)', MASTER_LOG_POS=(\d+);/,
  gtid: /^-- SET GLOBAL gtid_slave_pos='([^']*)';/,
};

interface Table {
  rows: number;
  hash: Hash;
}

/**
 * Reads a dump of tables as it streams by: the rows of each, exactly as the snapshot had them, and whether the dump is
 * whole. Both families write a statement's rows so that no newline is inside a value; mariadb-dump puts each row on a
 * line of its own, Oracle's mysqldump all of a statement on one.
 */
export class RowCounter {
  readonly #tables = new Map<string, Table>();
  #head: Buffer = Buffer.alloc(0);
  #state: 'line' | 'row-lines' | 'row-run' = 'line';
  #table: Table | undefined;
  #semicolonHeld = false;
  #inString = false;
  #escaped = false;
  #depth = 0;
  #statementBytes = 0;
  /** Of the longest statement with rows: what the server that loads it has to take in one packet. */
  statementBytesMax = 0;
  /** Whether the last line says that the dump is complete. */
  complete = false;
  /** Where the binary log stood at the snapshot, where the dump says it. */
  position: { file: string; offset: number; gtid: string | null } | null = null;

  /** The tables of the dump so far, in its order. Ends their digests: for after the last chunk. */
  tables(): DumpedTable[] {
    return [...this.#tables].map(([name, { rows, hash }]) => ({ name, rows, sha256: hash.digest('hex') }));
  }

  write(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === 'line') at = this.#line(chunk, at);
      else if (this.#state === 'row-lines') at = this.#rowLines(chunk, at);
      else at = this.#rowRun(chunk, at);
    }
  }

  /** Gathers the head of a line that is not a row, up to its end or to where a statement's rows begin. */
  #line(chunk: Buffer, start: number): number {
    const end = chunk.indexOf(newline, start);
    const lineEnd = end === -1 ? chunk.length : end;
    const known = this.#head.length;
    if (known < lineHeadBytesMax) {
      this.#head = Buffer.concat([
        this.#head,
        chunk.subarray(start, Math.min(lineEnd, start + lineHeadBytesMax - known)),
      ]);
    }
    const insert = this.#head[0] === 0x49 ? insertHead.exec(this.#head.toString('latin1')) : null;
    // ` VALUES` may be the line's end or go on with the rows; only the byte behind it tells.
    if (insert !== null && (end !== -1 || this.#head.length > insert[0].length)) {
      return this.#beginRows(insert, start - known, end);
    }
    if (end === -1) return chunk.length;
    this.#endLine(this.#head.toString('utf8'));
    return end + 1;
  }

  /** `lineStart` is where the line began, in this chunk's offsets; it may lie before the chunk. */
  #beginRows([text, name]: RegExpExecArray, lineStart: number, lineEnd: number): number {
    this.#table = this.#tableNamed(Buffer.from(name!, 'latin1').toString('utf8').slice(1, -1).replaceAll('``', '`'));
    this.#head = Buffer.alloc(0);
    this.#statementBytes = text.length + 1;
    const rowsAt = lineStart + text.length;
    if (lineEnd === rowsAt) {
      this.#state = 'row-lines';
      return lineEnd + 1;
    }
    this.#state = 'row-run';
    return rowsAt;
  }

  #endLine(line: string): void {
    this.#head = Buffer.alloc(0);
    const heading = dataHeading.exec(line);
    if (heading !== null) this.#tableNamed(heading[1]!.replaceAll('``', '`'));
    this.complete = line === '' ? this.complete : trailer.test(line);
    if (!line.startsWith('-- ')) return;
    const file = position.file.exec(line);
    if (file !== null) this.position = { file: file[1]!, offset: Number(file[2]), gtid: this.position?.gtid ?? null };
    const gtid = position.gtid.exec(line);
    if (gtid !== null) this.position = { file: '', offset: 0, ...this.position, gtid: gtid[1]! };
  }

  #tableNamed(name: string): Table {
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    const table = { rows: 0, hash: createHash('sha256') };
    this.#tables.set(name, table);
    return table;
  }

  /** One row a line, each ending in `),` and the last one of a statement in `);`. */
  #rowLines(chunk: Buffer, start: number): number {
    const table = this.#table!;
    if (this.#semicolonHeld) {
      this.#semicolonHeld = false;
      if (chunk[start] === newline) return this.#endRowLines(table, chunk.subarray(start, start), start);
      table.hash.update(semicolonBytes);
    }
    for (let end = chunk.indexOf(newline, start); end !== -1; end = chunk.indexOf(newline, end + 1)) {
      if (end > start && chunk[end - 1] === semicolon) {
        return this.#endRowLines(table, chunk.subarray(start, end - 1), end);
      }
      table.rows += 1;
    }
    // A semicolon at the chunk's end is held back: only the next byte tells whether it ends the statement.
    this.#semicolonHeld = chunk[chunk.length - 1] === semicolon;
    table.hash.update(chunk.subarray(start, this.#semicolonHeld ? -1 : undefined));
    this.#statementBytes += chunk.length - start;
    return chunk.length;
  }

  /** The digest has the separator that another row would have brought: where a statement ends is no fact of the table. */
  #endRowLines(table: Table, rest: Buffer, lineEnd: number): number {
    table.rows += 1;
    table.hash.update(rest).update(rowSeparator);
    this.#endStatement(rest.length + 2);
    return lineEnd + 1;
  }

  /** All rows of a statement on one line: read byte by byte, because a value may hold what separates rows. */
  #rowRun(chunk: Buffer, start: number): number {
    const table = this.#table!;
    let rowAt = this.#depth > 0 ? start : -1;
    for (let at = start; at < chunk.length; at += 1) {
      const byte = chunk[at]!;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) this.#inString = false;
      } else if (byte === quote) this.#inString = true;
      else if (byte === openingParenthesis) {
        this.#depth += 1;
        if (this.#depth === 1) rowAt = at;
      } else if (byte === closingParenthesis) {
        this.#depth -= 1;
        if (this.#depth > 0) continue;
        table.rows += 1;
        table.hash.update(chunk.subarray(rowAt, at + 1)).update(rowSeparator);
        rowAt = -1;
      } else if (byte === semicolon && this.#depth === 0) {
        this.#endStatement(at + 1 - start);
        return at + 1;
      }
    }
    if (rowAt !== -1) table.hash.update(chunk.subarray(rowAt));
    this.#statementBytes += chunk.length - start;
    return chunk.length;
  }

  #endStatement(bytes: number): void {
    this.statementBytesMax = Math.max(this.statementBytesMax, this.#statementBytes + bytes);
    this.#state = 'line';
    this.#table = undefined;
  }
}
