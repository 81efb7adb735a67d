/** What may be told of an error of the database's: its code, because the driver's message quotes statements and their values. */
export function toldCause(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error ? String(error.code) : error.message;
}
