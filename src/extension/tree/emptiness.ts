import type { FleetView, PlatformView } from '../deployments/types.ts';

/** Why there is no deployment to show: nobody has looked yet, nobody answers, or there is none. */
export type Emptiness = 'reading' | 'offline' | 'nothing';

const noConnection = new Set(['network', 'timeout']);

/** Undefined: there are rows, or nothing is connected, or a row says what is wrong. */
export function emptiness({ deployments, platforms }: FleetView): Emptiness | undefined {
  const connected = platforms.filter((platform) => platform.connected);
  if (deployments.length > 0 || connected.length === 0) return undefined;
  if (connected.every(isUnreachable)) return 'offline';
  if (platforms.some(({ problems }) => problems.length > 0)) return undefined;
  return connected.every(({ lastReadAt }) => lastReadAt !== undefined) ? 'nothing' : 'reading';
}

/** Not one of the connected platforms can be reached: that is this machine's trouble rather than theirs. */
export function isOffline({ platforms }: FleetView): boolean {
  const connected = platforms.filter((platform) => platform.connected);
  return connected.length > 0 && connected.every(isUnreachable);
}

const isUnreachable = ({ problems }: PlatformView): boolean =>
  problems.length > 0 && problems.every(({ code }) => noConnection.has(code));
