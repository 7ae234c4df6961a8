import { t } from '@vscode/l10n';
import type { WireEvent } from './wire.ts';

/** What an event tells about the replicas that are billed (Together's API reference, "List endpoint events"). */
export type Word = { at: number } & (
  | { kind: 'created' | 'deleted' | 'failed' }
  /** From one number of replicas to another. Absent: not told. */
  | { kind: 'scaled'; from?: number; to?: number }
  /** The bounds were written: the number may have changed. */
  | { kind: 'bounds' }
  /** All that are wanted are ready, and none beside them. */
  | { kind: 'settled' }
  /** All that are wanted are ready; others may still drain. */
  | { kind: 'ready' }
  /** Another status than that. */
  | { kind: 'status'; draining: boolean; message: string }
  /** Not all of them are ready. */
  | { kind: 'unready' }
);

const allReady = 'AllReplicasReady';
/** "Deployment states", docs.together.ai: docs/dedicated-endpoints/manage. */
const texts = {
  ready: t('All replicas ready'),
  draining: t('Scaling down'),
  timedOut: t('Timed out waiting for readiness'),
};

/**
 * Undefined where it tells nothing about replicas. Whatever a word may mean less than it seems to, it is taken for
 * the less: only a status of the whole deployment ends a change, and any sign of trouble ends readiness.
 */
export function wordOf(event: WireEvent, at: number): Word | undefined {
  switch (event.type) {
    case 'deployment.created':
      return { at, kind: 'created' };
    case 'deployment.deleted':
      return { at, kind: 'deleted' };
    case 'deployment.updated':
      return event.paths.some((path) => path.startsWith('autoscaling')) ? { at, kind: 'bounds' } : undefined;
    case 'deployment.scaled':
      return ofDeployment(event) ? scaled(event, at) : undefined;
    case 'deployment.status_updated':
      return ofDeployment(event) ? statusWord(event, at) : conditionWord(event, at);
    case 'condition.set':
    case 'cluster_condition.set':
      return conditionWord(event, at);
    case 'pod.log':
    case 'pod.startup_phase_changed':
      return podWord(event, at);
    default:
      return undefined;
  }
}

/** A speculator beside the model has replicas of its own, which are not those that are billed. */
function ofDeployment({ serviceType }: WireEvent): boolean {
  return serviceType === undefined || serviceType === '' || serviceType === 'model-deployment';
}

function scaled({ oldReplicas, newReplicas }: WireEvent, at: number): Word {
  // Proto JSON leaves a zero out; both left out are no transition that could be read.
  if (oldReplicas === undefined && newReplicas === undefined) return { at, kind: 'scaled' };
  const [from = 0, to = 0] = [oldReplicas, newReplicas];
  return isCount(from) && isCount(to) ? { at, kind: 'scaled', from, to } : { at, kind: 'scaled' };
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function statusWord(event: WireEvent, at: number): Word {
  const { message = '' } = event;
  if (message.startsWith(texts.timedOut)) return { at, kind: 'failed' };
  const said = event.reason === allReady || message === texts.ready;
  if (said && !isDenied(event)) return { at, kind: 'settled' };
  return { at, kind: 'status', draining: message === texts.draining, message };
}

/** Of a part, or of one of several conditions: it says less than the status of the whole. */
function conditionWord(event: WireEvent, at: number): Word | undefined {
  if (isDenied(event) || event.reason === 'ReplicasProgressing') return { at, kind: 'unready' };
  const whole = event.type === 'condition.set' && ofDeployment(event);
  return whole && event.reason === allReady ? { at, kind: 'ready' } : undefined;
}

const isDenied = ({ status }: WireEvent): boolean => status === 'False' || status === 'Unknown';

/** A replica that starts, or has crashed, does not serve. */
function podWord({ type, reason, level }: WireEvent, at: number): Word | undefined {
  const serves = type === 'pod.log' ? level !== 'LEVEL_ERROR' : reason === 'StartupComplete';
  return serves ? undefined : { at, kind: 'unready' };
}
