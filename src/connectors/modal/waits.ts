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
  1: { name: 'queued', said: 'The container waits for a machine.', step: 'Waiting for a GPU…' },
  2: { name: 'assigned', said: 'The container has a machine.', step: 'A machine is found…' },
  3: { name: 'loading-image', said: 'The image is loaded.', step: 'Loading the image…' },
  [active]: { name: 'active', said: 'The container has started.', step: 'The server is loading the model…' },
  5: {
    name: 'completed',
    said: 'The container has ended.',
    step: 'The container ended. Waiting for another…',
  },
  6: { name: 'created', said: 'A container is asked for.', step: 'Waiting for a GPU…' },
  7: { name: 'creating', said: 'The container is made.', step: 'Starting the container…' },
  8: { name: 'idle', said: 'The container is idle.' },
  9: { name: 'preemptible', said: 'The container may be taken away.' },
  10: {
    name: 'preempted',
    said: 'The container was taken away for other work.',
    step: 'The container was taken away. Waiting for another…',
  },
  11: { name: 'loading-snapshot', said: 'The snapshot is loaded.', step: 'Loading the snapshot…' },
};

export function stateOf(number: number): State {
  return states[number] ?? { name: `state-${number}`, said: `The container is in state ${number}.` };
}

/** Number of `ProgressType`. */
export const functionQueued = 1;

export const queuedStep = 'Waiting for a GPU…';
export const noContainer = 'Waiting for a container…';
export const starting = 'Starting the container…';
export const running = 'A container runs. Waiting for its answer…';
