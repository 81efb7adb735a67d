/** `(?,?),(?,?)`: one statement text for each count of rows, so that the server prepares each of them once. */
export function rowsOfPlaceholders(rowCount: number, columnCount: number): string {
  const row = `(${listOfPlaceholders(columnCount)})`;
  return Array.from({ length: rowCount }, () => row).join(',');
}

/** `?,?,?` */
export function listOfPlaceholders(count: number): string {
  return Array.from({ length: count }, () => '?').join(',');
}

/** Filled up to a power of two with what is asked for anyway, so that lists of all lengths prepare few statements. */
export function padded<Asked>(asked: readonly Asked[]): Asked[] {
  const length = 2 ** Math.ceil(Math.log2(asked.length));
  return Array.from({ length }, (_, index) => asked[index] ?? asked[0]!);
}
