import { t } from '@vscode/l10n';

/** Numbers of `TaskState`: what a container goes through, and how that is said. */
interface State {
  /** In a log entry's type. */
  name: string;
  /** Of a container in a log. */
  said: string;
  /** To whoever waits for its answer. Absent: nothing to wait for. */
  step?: string;
}

export const active = 4;

const states: Record<number, State> = {
  1: { name: 'queued', said: t('The container waits for a machine.'), step: t('Waiting for a GPU…') },
  2: { name: 'assigned', said: t('The container has a machine.'), step: t('A machine is found…') },
  3: { name: 'loading-image', said: t('The image is loaded.'), step: t('Loading the image…') },
  [active]: {
    name: 'active',
    said: t('The container has started.'),
    step: t('The server is loading the model…'),
  },
  5: {
    name: 'completed',
    said: t('The container has ended.'),
    step: t('The container ended. Waiting for another…'),
  },
  6: { name: 'created', said: t('A container is asked for.'), step: t('Waiting for a GPU…') },
  7: { name: 'creating', said: t('The container is made.'), step: t('Starting the container…') },
  8: { name: 'idle', said: t('The container is idle.') },
  9: { name: 'preemptible', said: t('The container may be taken away.') },
  10: {
    name: 'preempted',
    said: t('The container was taken away for other work.'),
    step: t('The container was taken away. Waiting for another…'),
  },
  11: { name: 'loading-snapshot', said: t('The snapshot is loaded.'), step: t('Loading the snapshot…') },
};

export function stateOf(number: number): State {
  return states[number] ?? { name: `state-${number}`, said: t`The container is in state ${number}.` };
}

/** Number of `ProgressType`. */
export const functionQueued = 1;

export const queuedStep = t('Waiting for a GPU…');
export const noContainer = t('Waiting for a container…');
export const starting = t('Starting the container…');
export const running = t('A container runs. Waiting for its answer…');
