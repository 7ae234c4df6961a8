import { t } from '@vscode/l10n';
import type { Action, Allowed, Deployment, DeploymentConfig, HourlyPrice, ModelRef } from '../domain.ts';
import type { InstanceType } from '../connector.ts';
import { plural } from '../plural.ts';
import { deploymentPage, deploymentPath, keyOf } from './ids.ts';
import type { Bounds } from './bounds.ts';
import type { Inferred } from './status.ts';
import type { WireDeployment, WireRelease } from './wire.ts';

export interface Surroundings {
  apiBase: string;
  inferred: Inferred;
  instanceType: InstanceType | undefined;
  price: HourlyPrice | undefined;
  /** What a start would set; `known` when it was so before. */
  bounds: Bounds & { known: boolean };
  notes: string[];
  createdAt: number | undefined;
  readAt: number;
}

export function toDeployment(wire: WireDeployment, around: Surroundings): Deployment {
  const { inferred, instanceType, bounds } = around;
  const release = wire.current_release;
  const { min_instances: min, max_instances: max } = release?.configuration ?? {};
  const failed = inferred.status === 'failed';
  return {
    platform: 'replicate',
    id: keyOf(wire),
    name: wire.name,
    status: inferred.status,
    detail: {
      word: '',
      inferred: true,
      notes: [
        inferred.sentence,
        ...(inferred.warning === undefined ? [] : [inferred.warning]),
        ...around.notes,
      ],
    },
    model: modelRef(release?.model),
    // How many instances are online is not told; the minimum is what was asked for, not what runs. At most
    // none is none, though: with 0/0 billing stops (replicate.com/docs/topics/deployments/view-deployments).
    replicas: {
      ...(max === 0 ? { ready: 0, readyInferred: true } : {}),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    },
    ...(instanceType ? { instanceType: { id: instanceType.id, label: instanceType.label } } : {}),
    ...(around.price ? { price: around.price } : {}),
    config: configOf(release),
    endpoint: {
      url: `${around.apiBase}${deploymentPath(wire)}/predictions`,
      model: release?.model ?? keyOf(wire),
    },
    dashboardUrl: deploymentPage(wire),
    ...(release?.number === undefined ? {} : { release: t`Release ${release.number}` }),
    ...(failed ? { error: inferred.sentence } : {}),
    allowed: allowedFor(max),
    consequences: consequencesFor(bounds),
    ...(around.createdAt === undefined ? {} : { createdAt: around.createdAt }),
    ...(release?.created_at === undefined ? {} : { updatedAt: release.created_at }),
    readAt: around.readAt,
  };
}

export function modelRef(model: string | undefined): ModelRef {
  return { id: model ?? '', name: model ?? t('unknown model'), kind: 'model' };
}

export function configOf(release: WireRelease | undefined): DeploymentConfig {
  const { hardware, min_instances: min, max_instances: max } = release?.configuration ?? {};
  return {
    ...(min === undefined ? {} : { minReplicas: min }),
    ...(max === undefined ? {} : { maxReplicas: max }),
    ...(hardware === undefined ? {} : { instanceType: hardware }),
    ...(release?.version === undefined ? {} : { options: { version: release.version } }),
  };
}

function allowedFor(max: number | undefined): Record<Action, Allowed> {
  const stopped = max === 0;
  return {
    test: stopped ? { no: t('It is stopped. Start it first.') } : true,
    stop: stopped ? { no: t('It is stopped already.') } : true,
    start: stopped ? true : { no: t('It is not stopped. When it is idle, the first request wakes it.') },
    update: true,
    remove: true,
  };
}

function consequencesFor({
  min,
  max,
  known,
}: Surroundings['bounds']): Record<'stop' | 'start' | 'update' | 'remove', string> {
  const size = t`${min} to ${plural(max, 'instance')}`;
  return {
    stop: t(
      'Its instances are set to 0: predictions that run are cancelled at once and their work is lost, new ones are refused, and billing stops.',
    ),
    start: known
      ? t`It gets ${size} again, as before it was stopped.`
      : t`How many instances it had is not known here, so it gets ${size}; change that afterwards if it needs more.`,
    update: t(
      'Every change makes a new release. Replicate may replace the instances, and what then starts is billed while it boots.',
    ),
    remove: t(
      'It is stopped at once, which cancels predictions that run. Replicate deletes it only after it was offline and unused for 15 minutes: Slipway waits for that in the background.',
    ),
  };
}
