import { t } from '@vscode/l10n';
import type { Action, Allowed, DeploymentStatus } from '../domain.ts';
import { wordTable } from '../word-table.ts';

const prefix = 'DEPLOYMENT_STATE_';

/** The short word of a state, e.g. `READY`. */
export function stateWord(state: string | undefined): string {
  return (state ?? '').replace(prefix, '');
}

/**
 * The five statuses from the platform's word. A word we do not know is `deploying`: never taken for an
 * end, so that it is watched on (docs.together.ai: docs/dedicated-endpoints/manage).
 */
export function statusOf(state: string | undefined, ready: number): DeploymentStatus {
  switch (stateWord(state)) {
    case 'READY':
      return 'active';
    case 'SCALING':
    case 'DEGRADED':
      return ready > 0 ? 'active' : 'deploying';
    case 'STOPPING':
      return ready > 0 ? 'active' : 'stopped';
    case 'STOPPED':
      return 'stopped';
    case 'FAILED':
      return 'failed';
    default:
      return 'deploying';
  }
}

/** Still on its way somewhere: its summary lacks the message, so it is read in full each time. */
export function unsettled(state: string | undefined): boolean {
  return !['READY', 'STOPPED', 'FAILED'].includes(stateWord(state));
}

/** What the five words cannot say about this state. */
export function stateNotes(state: string | undefined, ready: number, desired: number): string[] {
  switch (stateWord(state)) {
    case 'SCALING':
      return ready > 0 ? [t`scaling: ${ready} of ${desired} replicas ready`] : [];
    case 'DEGRADED':
      return ready > 0
        ? [t`under capacity: ${ready} of ${desired} replicas ready`]
        : [t('degraded: no replica is ready; Together AI keeps trying')];
    case 'STOPPING':
      return ready > 0 ? [t('draining, still billing')] : ['stopping'];
    case 'FAILED':
      return [t('final: Together AI does not restart a failed deployment')];
    default:
      return [];
  }
}

const notStarted = wordTable<string>({
  FAILED: t('Together AI never restarts a failed deployment. Deploy the model again under a new name.'),
  STOPPING: t('It is still draining. It can start once it has stopped.'),
});

export function allowedFor(state: string | undefined, ready: number): Record<Action, Allowed> {
  const word = stateWord(state);
  const status = statusOf(state, ready);
  const stopped = word === 'STOPPED';
  const final = word === 'FAILED';
  const stopping = word === 'STOPPING';
  return {
    test: status === 'active' ? true : { no: untestable[status] },
    stop: stopped || final || stopping ? { no: unstoppable[word] ?? t('It is stopped.') } : true,
    start: stopped ? true : { no: notStarted[word] ?? t('It is not stopped.') },
    update: stopped || final || stopping ? { no: fixed[word] ?? t('It cannot be changed now.') } : true,
    remove: stopping ? { no: t('It is still draining. It can be removed once it has stopped.') } : true,
  };
}

const untestable: Record<DeploymentStatus, string> = {
  active: '',
  pending: t('It has not been deployed yet.'),
  deploying: t('No replica is ready yet.'),
  failed: t('It failed and serves nothing.'),
  stopped: t('It is stopped. Start it first.'),
};

const unstoppable = wordTable<string>({
  STOPPED: t('It is stopped already.'),
  STOPPING: t('It is stopping already.'),
  FAILED: t('It failed: nothing runs that could be stopped.'),
});

const fixed = wordTable<string>({
  STOPPED: t('Its replica bounds are 0 while it is stopped. Start it, then change it.'),
  STOPPING: t('It is stopping. Wait until it has stopped.'),
  FAILED: t('A failed deployment cannot be changed. Deploy the model again.'),
});
