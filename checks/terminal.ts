/** Whether colours may be sent there: to a terminal, unless NO_COLOR is set to anything. https://no-color.org */
export function inColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && (process.env['NO_COLOR'] ?? '') === '';
}
