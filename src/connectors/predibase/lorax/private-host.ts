/** Whether a host stands on this machine or a private network, where servers of one's own speak plain http. */
export function isPrivateHost(host: string): boolean {
  const name = host.toLowerCase();
  if (name.startsWith('[')) return privateV6(name.slice(1, -1));
  const numbers = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(name)?.slice(1).map(Number);
  if (numbers) return privateV4(numbers);
  // A name without a dot is one of a local network, such as a container's.
  return !name.includes('.') || /\.(localhost|local|internal|lan|home\.arpa)$/.test(name);
}

/** Loopback, RFC 1918, link-local, and the shared range that overlay networks use (RFC 6598). */
function privateV4([a = 0, b = 0]: number[]): boolean {
  return (
    a === 127 ||
    a === 10 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128)
  );
}

function privateV6(address: string): boolean {
  return address === '::1' || /^f[cd]/.test(address) || /^fe[89ab]/.test(address);
}
