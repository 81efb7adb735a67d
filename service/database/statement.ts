/** `(?,?),(?,?)`: one statement text for each count of rows, so that the server prepares each of them once. */
export function rowsOfPlaceholders(rowCount: number, columnCount: number): string {
  const row = `(${listOfPlaceholders(columnCount)})`;
  return Array.from({ length: rowCount }, () => row).join(',');
}

/** `?,?,?` */
export function listOfPlaceholders(count: number): string {
  return Array.from({ length: count }, () => '?').join(',');
}
