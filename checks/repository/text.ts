const firstBytes = 8192;

/** Whether these bytes are no text: a zero byte near the beginning, as git judges it. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, firstBytes).includes(0);
}

/** Bytes as text. A byte order mark becomes a space: no parser stumbles over it, and every column stays where it was. */
export function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.startsWith('\u{FEFF}') ? ` ${text.slice(1)}` : text;
}
