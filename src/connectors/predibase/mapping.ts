import { t } from '@vscode/l10n';
import { encoded } from '../address.ts';
import type { Allowed, Action, Deployment, Replicas } from '../domain.ts';
import type { Accelerators } from './accelerators.ts';
import { deploymentId } from './ids.ts';
import { isShared } from './ownership.ts';
import { configOf, presentSettings } from './shape.ts';
import { readStatus } from './status.ts';
import type { StatusReading } from './status.ts';
import type { StopMark } from './stop-marks.ts';
import type { WireDeployment } from './wire.ts';

export interface Around {
  accelerators: Accelerators;
  mark: StopMark | undefined;
  /** `{serving}/{tenant}`; undefined while it is not known. */
  serving: string | undefined;
  /** Told by the legacy path when the deployment was read alone. */
  legacy?: { errorText?: string | undefined; created?: number | undefined; updated?: number | undefined };
  readAt: number;
}

export function readingOf(wire: WireDeployment, mark: StopMark | undefined): StatusReading {
  return readStatus({
    word: wire.status,
    currentReplicas: wire.currentReplicas,
    minReplicas: wire.config?.minReplicas ?? wire.minReplicas,
    owned: !isShared(wire),
    stopped: mark !== undefined,
    emptied: mark?.emptied ?? false,
  });
}

export function toDeployment(wire: WireDeployment, around: Around): Deployment {
  const { accelerators, mark, serving, legacy, readAt } = around;
  const shared = isShared(wire);
  const reading = readingOf(wire, mark);
  const config = configOf(wire);
  const idle = config.idleTimeoutMinutes;
  const { instanceType } = config;
  const modelName = wire.model?.name ?? wire.config?.baseModel;
  const price = shared ? undefined : accelerators.price(instanceType, modelName);
  const tokenPrice = shared ? accelerators.prices.tokens([wire.name, modelName]) : undefined;
  const model = modelName ?? 'unknown';
  if (instanceType !== undefined) accelerators.saw(instanceType);
  return {
    platform: 'predibase',
    id: deploymentId(wire.name),
    name: wire.name,
    origin: shared ? { id: 'shared', label: t('Shared') } : { id: 'dedicated', label: t('Dedicated') },
    status: reading.status,
    detail: {
      word: wire.status?.trim() || t('not reported'),
      ...(legacy?.errorText === undefined ? {} : { message: legacy.errorText }),
      ...(reading.inferred ? { inferred: true } : {}),
      ...notesOf(wire, reading, idle),
    },
    model: { id: model, name: model, kind: 'model' },
    replicas: replicasOf(wire, shared),
    ...(instanceType === undefined
      ? {}
      : { instanceType: { id: instanceType, label: accelerators.describe(instanceType).label } }),
    ...(price ? { price } : {}),
    ...(tokenPrice ? { tokenPrice } : {}),
    config,
    ...(serving === undefined
      ? {}
      : {
          endpoint: { url: `${serving}/deployments/v2/llms/${encoded(wire.name)}/v1`, model: '' },
        }),
    ...(legacy?.errorText === undefined ? {} : { error: legacy.errorText }),
    ...(shared ? { serverless: true } : {}),
    allowed: shared ? sharedActions(reading) : allowedActions(reading, mark),
    ...(shared ? {} : { consequences: consequencesOf(reading, mark, idle) }),
    ...(legacy?.created === undefined ? {} : { createdAt: legacy.created }),
    ...(legacy?.updated === undefined ? {} : { updatedAt: legacy.updated }),
    readAt,
  };
}

function replicasOf(wire: WireDeployment, shared: boolean): Replicas {
  const present = presentSettings(wire);
  const { minReplicas: min, maxReplicas: max } = present as { minReplicas?: number; maxReplicas?: number };
  const { currentReplicas: ready } = wire;
  return {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    // What serves everybody is not billed to this account by the hour.
    ...(ready === undefined ? {} : shared ? { scheduled: ready } : { ready }),
  };
}

export const minutes = (count: number | undefined) =>
  count === undefined ? t('the idle timeout') : `${Math.round(count * 10) / 10} min`;

function notesOf(
  wire: WireDeployment,
  reading: StatusReading,
  idle: number | undefined,
): { notes?: string[] } {
  const preloaded = wire.config?.preloadedAdapters ?? [];
  const notes = [
    reading.status === 'active' && reading.scaledToZero
      ? t('Idle, no replica. The next request wakes it and starts billing.')
      : undefined,
    reading.status === 'stopped' && reading.scaledToZero
      ? t('Stopped from here, and no replica is left. Any request wakes it and starts billing.')
      : undefined,
    reading.stopping
      ? t`Stopping: replicas leave after ${minutes(idle)} without a request, and are billed until then.`
      : undefined,
    reading.woken
      ? t`Woken by a request. It stops again after ${minutes(idle)} without one, and is billed until then.`
      : undefined,
    reading.updating ? t('A change is being applied; the replicas from before serve until then.') : undefined,
    reading.known
      ? undefined
      : wire.status?.trim()
        ? t`Slipway does not know the word “${wire.status.trim()}” of Predibase: taken as on its way.`
        : t('Predibase reports no status: taken as on its way.'),
    preloaded.length === 0
      ? undefined
      : t`Adapters loaded at start: ${preloaded.join(', ')}. Others cannot be used.`,
  ].filter((note) => note !== undefined);
  return notes.length === 0 ? {} : { notes };
}

const no = (text: string): Allowed => ({ no: text });

function sharedActions({ status }: StatusReading): Record<Action, Allowed> {
  const others = no(t('Predibase runs it for everyone: it can only be used.'));
  return {
    test: status === 'active' ? true : no(t('It does not serve now.')),
    stop: others,
    start: others,
    update: others,
    remove: others,
  };
}

function allowedActions(reading: StatusReading, mark: StopMark | undefined): Record<Action, Allowed> {
  const { status, leaving, known } = reading;
  const gone = no(t('Predibase is taking it away.'));
  if (leaving)
    return { test: gone, stop: gone, start: gone, update: gone, remove: status === 'stopped' ? true : gone };
  const failed = no(t('It failed: look at the error, then remove it or deploy again.'));
  if (status === 'failed') return { test: failed, stop: failed, start: failed, update: true, remove: true };
  const marked = mark !== undefined;
  return {
    // A request wakes what was scaled to zero, also what was stopped that way.
    test:
      status === 'deploying' && known
        ? no(t('It is still coming up.'))
        : marked || status === 'active' || !known
          ? true
          : no(t('It is stopped.')),
    stop: marked
      ? no(t('It stops by itself when it gets no requests.'))
      : status === 'stopped'
        ? no(t('It is stopped.'))
        : true,
    start: marked || status === 'stopped' ? true : no(t('It is running, or wakes with the next request.')),
    update: true,
    remove: true,
  };
}

function consequencesOf(
  reading: StatusReading,
  mark: StopMark | undefined,
  idle: number | undefined,
): NonNullable<Deployment['consequences']> {
  const wakes = reading.scaledToZero || reading.status === 'stopped';
  return {
    ...(wakes
      ? {
          test: t(
            'No replica runs: the test wakes it, waits for minutes until it is up, and starts billing.',
          ),
        }
      : {}),
    stop: t`Predibase has no stop of its own: the minimum of replicas becomes 0, and replicas leave after ${minutes(idle)} without a request. It is billed until then, and any request wakes it again.`,
    start:
      mark?.min === 0
        ? t(
            'It is no longer held as stopped, and scales to zero as before: the next request wakes it and starts billing.',
          )
        : t`The minimum of replicas becomes ${mark?.min ?? 1} again: it is billed from its first ready replica on, until it is stopped.`,
    remove: t(
      'The deployment and its configuration are deleted at Predibase. Adapters stay in their repositories.',
    ),
  };
}
