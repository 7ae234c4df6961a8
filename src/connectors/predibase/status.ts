import type { DeploymentStatus } from '../domain.ts';

export interface StatusInput {
  /** The platform's word; absent when it sent none. */
  word: string | undefined;
  currentReplicas: number | undefined;
  minReplicas: number | undefined;
  /** Of this account alone, and so able to scale to zero. */
  owned: boolean;
  /** Slipway was asked to stop it, and not to start it again. */
  stopped: boolean;
  /** After that stop it was seen without a replica. */
  emptied: boolean;
}

export interface StatusReading {
  status: DeploymentStatus;
  /** True where no source confirms what the word means. */
  inferred: boolean;
  /** No replica; the next request brings one back. */
  scaledToZero: boolean;
  /** Asked to stop, and replicas still there. */
  stopping: boolean;
  /** Asked to stop, gone, and back without Start. */
  woken: boolean;
  updating: boolean;
  /** On its way out: nothing can be done to it. */
  leaving: boolean;
  known: boolean;
}

const coming = ['pending', 'queued', 'initializing', 'starting', 'deploying', 'scaling'];
const broken = ['failed', 'errored', 'error'];
const ended = ['stopped', 'stopping', 'deleted', 'deleting'];

/** Words that the SDK itself tests (predibase/resources/deployments.py); the others are likely, not confirmed. */
const confirmed = ['ready', 'updating', 'failed', 'stopped', 'deleted'];

/**
 * Predibase publishes no list of its status words. The SDK's rule: `ready` and `updating` serve, whatever
 * else there is "is still spinning up".
 */
export function readStatus({
  word,
  currentReplicas,
  minReplicas,
  owned,
  stopped,
  emptied,
}: StatusInput): StatusReading {
  const plain = (word ?? '').trim().toLowerCase();
  const serves = plain === 'ready' || plain === 'updating';
  const idle = owned && serves && currentReplicas === 0 && minReplicas === 0;
  // Whatever the word, replicas that are reported are there, and billed.
  const standby = plain === 'standby';
  const scaledToZero = (standby && !(currentReplicas ?? 0)) || idle;
  const wanted = stopped && !ended.includes(plain) && !broken.includes(plain);
  const running = wanted && !scaledToZero;
  const status = ended.includes(plain)
    ? 'stopped'
    : broken.includes(plain)
      ? 'failed'
      : scaledToZero
        ? stopped
          ? 'stopped'
          : 'active'
        : serves || standby
          ? 'active'
          : 'deploying';
  return {
    status,
    inferred: scaledToZero || !confirmed.includes(plain),
    scaledToZero,
    stopping: running && !emptied,
    woken: running && emptied,
    updating: plain === 'updating',
    leaving: plain === 'stopping' || plain === 'deleting' || plain === 'deleted',
    known: serves || standby || [...coming, ...broken, ...ended].includes(plain),
  };
}
