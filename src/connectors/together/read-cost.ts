import { t } from '@vscode/l10n';
import type { TimeWindow, UsageCost } from '../connector.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { Deployments } from './deployments.ts';
import { costOfEvents } from './event-cost.ts';
import { unlessGone } from './gone.ts';
import type { Row } from './holding.ts';
import { readRecord } from './record.ts';
import type { Present } from './spans.ts';
import { stateWord } from './status.ts';
import { deploymentId } from './units.ts';

export interface EventCost {
  cost?: UsageCost;
  absent: string[];
}

/** What a deployment cost in a window, by the platform's events; why not, where they cannot be read. */
export async function readEventCost(
  deployments: Deployments,
  target: { endpoint: string; deployment: string },
  endpointPath: string,
  window: TimeWindow,
  signal?: AbortSignal,
): Promise<EventCost> {
  const { api } = deployments;
  try {
    // The deployment first: what happens in between is then told by its events.
    const known = await readPresent(deployments, target, signal);
    const record = await readRecord(api, endpointPath, target.deployment, window.from, signal);
    return { cost: costOfEvents({ ...known, window, record, now: api.clock.now() }), absent: [] };
  } catch (error) {
    if (isCancelled(error) || signal?.aborted) throw error;
    const { code, message } = PlatformError.from(error, 'together');
    if (code === 'not-found') return { absent: [] };
    return { absent: [t`The events that tell the cost could not be read: ${message}`] };
  }
}

async function readPresent(
  deployments: Deployments,
  { endpoint, deployment }: { endpoint: string; deployment: string },
  signal?: AbortSignal,
) {
  // Of one that was deleted since the last list, the hardware is still known.
  const held = deployments.inventory.find(endpoint, deployment);
  const row = await unlessGone(deployments.row(deploymentId(endpoint, deployment), signal));
  const last = row ?? held;
  if (!last) return {};
  const { price, instanceType } = await deployments.present(last, signal);
  return { price, instanceType: instanceType?.id, ...(row ? { present: toPresent(row) } : {}) };
}

function toPresent({ reading, readAt }: Row): Present {
  const { status, desiredReplicas: wanted, createdAt } = reading;
  const state = stateWord(status?.state);
  // The number is optional, and a missing one is not the same as 0 where something runs.
  const isTold = wanted > 0 || state === 'STOPPED' || state === 'STOPPING';
  return {
    ...{ state, readAt },
    ...(status ? { ready: status.readyReplicas } : {}),
    ...(status?.message ? { message: status.message } : {}),
    ...(isTold ? { desired: wanted } : {}),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}
