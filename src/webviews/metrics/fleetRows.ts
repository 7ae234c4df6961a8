/** The rows of the fleet table, and what can be told of them together. Pure. */
import type { DeploymentView, FleetRow, FleetView, NanoUsd } from '../protocol.ts';

/** One deployment in the table: what is known of it, and what was measured. */
export interface Row {
  deployment: DeploymentView;
  platformName: string;
  /** Absent until it is computed. */
  measured: FleetRow | undefined;
}

/** How much of the fleet is known: what is on a platform that was never read is not nothing. */
export function extentOf({ platforms }: Pick<FleetView, 'platforms'>): 'all' | 'part' | 'none' {
  const connected = platforms.filter((platform) => platform.connected);
  const read = connected.filter(({ lastReadAt, rememberedAt }) => (lastReadAt ?? rememberedAt) !== undefined);
  if (read.length === 0) return 'none';
  return read.length === connected.length ? 'all' : 'part';
}

/** What is known of each deployment with what was measured of it. */
export function joined({ deployments, platforms }: FleetView, rows: readonly FleetRow[] | undefined): Row[] {
  const measured = new Map(rows?.map((row) => [row.key, row]));
  const names = new Map(platforms.map(({ id, displayName }) => [id, displayName]));
  return deployments.map((deployment) => ({
    deployment,
    platformName: names.get(deployment.platform) ?? deployment.platform,
    measured: measured.get(deployment.key),
  }));
}

/** The platform, and which kind of connection to it where there are several. */
export function placeOf({ platformName, deployment: { origin } }: Pick<Row, 'platformName' | 'deployment'>) {
  return origin === undefined || origin.label === platformName
    ? platformName
    : `${platformName}, ${origin.label}`;
}

/** What it costs per hour now: whatever its status, a ready replica bills. Undefined = unknown. */
export function hourly({ deployment: { price, replicas, status } }: Row): NanoUsd | undefined {
  const { ready } = replicas;
  if (ready === 0) return 0;
  if (ready === undefined) return status === 'stopped' || status === 'pending' ? 0 : undefined;
  return price && price.perReplicaHour * ready;
}

/** The burn rate of these, as it is defined for all of them. */
export function burnOf(rows: readonly Row[]): { known: NanoUsd; atLeast: boolean } {
  let known = 0;
  let atLeast = false;
  for (const row of rows) {
    const { price, tokenPrice, serverless, replicas, status } = row.deployment;
    const now = hourly(row);
    if (now !== undefined) known += now;
    else if (price ?? !(tokenPrice || serverless)) {
      // Nobody counts: what it keeps running at the least is known all the same.
      if (status === 'active') known += (replicas.min ?? 0) * (price?.perReplicaHour ?? 0);
      atLeast ||= status === 'active' || replicas.ready !== undefined;
    }
  }
  return { known, atLeast };
}
