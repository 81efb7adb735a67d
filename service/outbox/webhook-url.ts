/** Where a stand-in listens on this machine, in test mode. */
const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Why changes are not posted to this address; undefined where they are. Live data goes over TLS alone. */
export function webhookUrlFault(address: string, livemode: boolean): string | undefined {
  const url = URL.parse(address);
  if (url === null) return 'it is no URL';
  if (url.username !== '' || url.password !== '') return 'it holds a user or a password';
  if (url.protocol === 'https:') return undefined;
  if (livemode) return 'in live mode it has to begin with https://';
  if (url.protocol === 'http:' && loopback.has(url.hostname)) return undefined;
  return 'it has to begin with https://, or in test mode with http://127.0.0.1';
}
