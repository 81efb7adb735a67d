/**
 * The results of statements that were sent together. Where one of them fails, its error is thrown only when the others
 * have ended as well: none of them may go on writing behind a rollback.
 */
export async function allEnded<Statements extends readonly Promise<unknown>[] | []>(
  statements: Statements,
): Promise<{ -readonly [Index in keyof Statements]: Awaited<Statements[Index]> }> {
  await Promise.allSettled(statements);
  return Promise.all(statements);
}
