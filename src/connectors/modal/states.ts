import { t } from '@vscode/l10n';

/** Numbers of Modal's enumerations (`modal_proto/api.proto` in github.com/modal-labs/modal-client). */
export const appState = {
  ephemeral: 1,
  detached: 2,
  deployed: 3,
  stopping: 4,
  stopped: 5,
  initializing: 6,
  disabled: 7,
  detachedDisconnected: 8,
  derived: 9,
} as const;

/** As Modal's own command line says them. */
const appWords: Record<number, string> = {
  1: 'ephemeral',
  2: t('ephemeral (detached)'),
  3: 'deployed',
  4: 'stopping',
  5: 'stopped',
  6: 'initializing',
  7: 'disabled',
  8: t('ephemeral (detached)'),
  9: 'derived',
};

export function appWord(state: number): string {
  return appWords[state] ?? t`state ${state}`;
}

export const provisioning = {
  pending: 1,
  running: 2,
  succeeded: 3,
  failed: 4,
  cancelling: 5,
  cancelled: 6,
} as const;

/** Of `EndpointGetInfo`, as the words that the list uses. */
const endpointWords: Record<number, string> = {
  1: 'provisioning',
  2: 'live',
  3: 'failed',
  4: 'cancelling',
  5: 'cancelled',
  6: 'stopped',
};

export function endpointWord(status: number): string | undefined {
  return endpointWords[status];
}

export const endpointEnded = 2;
