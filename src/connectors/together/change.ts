import { t } from '@vscode/l10n';
import type { DeploymentChange } from '../connector.ts';
import type { DeploymentConfig } from '../domain.ts';
import { PlatformError } from '../errors.ts';
import { configChecks } from './checks.ts';
import { fieldOf } from './fields.ts';
import { configOf } from './mapping.ts';
import type { Reading } from './mapping.ts';
import { autoscalingBody, boundsOf, extrasOf } from './shape.ts';
import type { Bounds, Extras } from './shape.ts';
import { stateWord } from './status.ts';
import { targetOf } from './units.ts';
import { legacyNotice } from './v1.ts';

/** What is written to a deployment; nothing when it is as wanted already. */
export type Patch = { autoscaling?: Record<string, unknown> } & Extras;

/** What an update writes. Throws with the reason when the deployment cannot be changed so. */
export function patchOf(current: Reading, change: DeploymentChange): Patch | undefined {
  const word = stateWord(current.status?.state);
  if (word === 'FAILED')
    throw refused('conflict', t('A failed deployment cannot be changed.'), t('Deploy the model again.'));
  if (word === 'STOPPING' || word === 'STOPPED')
    throw refused(
      'not-ready',
      t('The deployment is stopped: new replica bounds would start it.'),
      t('Start it, then change it.'),
    );
  const bounds = boundsOf(change, presentBounds(current));
  const wrong = configChecks(change, bounds).find(({ level }) => level === 'error');
  if (wrong) throw refused('invalid', wrong.message, undefined, wrong.field);
  if (sameConfig(change, configOf(current))) return undefined;
  const scales = ['minReplicas', 'maxReplicas', 'autoscaling'].some((key) => key in change);
  return {
    ...(scales ? { autoscaling: autoscalingBody(bounds, change.autoscaling, current.autoscaling) } : {}),
    ...extrasOf(change),
  };
}

export function presentBounds({ autoscaling }: Reading): Bounds | undefined {
  return autoscaling && { min: autoscaling.minReplicas, max: autoscaling.maxReplicas };
}

export function mustBeChangeable(id: string, change: DeploymentChange): void {
  if (targetOf(id)?.kind === 'v1')
    throw refused(
      'unsupported',
      t('Endpoints of the first generation are not changed any more.'),
      legacyNotice,
    );
  for (const key of Object.keys(change) as (keyof DeploymentConfig)[]) {
    const field = fieldOf(key === 'regionsRequired' ? 'regions' : key);
    const no =
      field?.support.level === 'absent'
        ? field.support.why
        : field?.updatable === true
          ? undefined
          : field?.updatable.no;
    if (no !== undefined) throw refused('unsupported', no, undefined, key);
  }
}

function sameConfig(change: DeploymentChange, current: DeploymentConfig): boolean {
  return (Object.keys(change) as (keyof DeploymentConfig)[]).every((key) => equal(change[key], current[key]));
}

export function equal(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value;
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

export function refused(
  code: 'conflict' | 'invalid' | 'not-ready' | 'retired' | 'unsupported',
  message: string,
  hint?: string,
  field?: string,
): PlatformError {
  return new PlatformError({
    platform: 'together',
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(field === undefined ? {} : { field }),
  });
}
