const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Addresses that no router passes on to the internet (RFC 1918, 3927, 4193, 4291). */
const privateAddresses = [
  /^10(\.\d{1,3}){3}$/,
  /^172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}$/,
  /^192\.168(\.\d{1,3}){2}$/,
  /^169\.254(\.\d{1,3}){2}$/,
  /^\[f[cd][\da-f]{2}:/,
  /^\[fe[89ab][\da-f]:/,
];
/** Names that only a private network answers for. */
const privateNames = /^([a-z\d](?:[a-z\d-]*[a-z\d])?|[a-z\d.-]+\.(local|internal|lan))$/;

/** Both take `URL.hostname`, which is lower case, with IPv4 in four decimal parts and IPv6 in brackets. */
export const isThisMachine = (hostname: string): boolean => loopback.test(hostname);

export const isPrivate = (hostname: string): boolean =>
  isThisMachine(hostname) ||
  privateAddresses.some((range) => range.test(hostname)) ||
  privateNames.test(hostname);

/** Whether a key may be sent to a server of a person's own: nobody on the way must be able to read it. */
export function keySafety(address: string): 'safe' | 'private-network' | 'readable' {
  if (!URL.canParse(address)) return 'readable';
  const { protocol, hostname } = new URL(address);
  if (protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname))) return 'safe';
  return protocol === 'http:' && isPrivate(hostname) ? 'private-network' : 'readable';
}
