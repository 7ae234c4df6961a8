import { t } from '@vscode/l10n';
import type { Check } from '../../plan.ts';
import { error, info, those, warning } from './check.ts';
import type { AppSpec } from './spec.ts';

/** Ranges as Modal documents them; its client lets more pass, and the deployment would fail later. */
export function scalingChecks(spec: AppSpec): Check[] {
  const { min, max, buffer, scaledown, timeout, startup, max_inputs, target_inputs, serving } = spec;
  const count = (value: number | null): boolean =>
    value === null || (Number.isSafeInteger(value) && value >= 0);
  return those(
    [!count(min), error(t('The minimum of containers is a whole number, 0 or more.'), 'minReplicas')],
    [
      max !== null && (!count(max) || max < 1),
      error(t('The maximum of containers is a whole number, 1 or more.'), 'maxReplicas'),
    ],
    [max !== null && max < min, error(t('The maximum of containers is below the minimum.'), 'maxReplicas')],
    [
      max === null,
      warning(
        t('Without a maximum, many requests start as many containers as your plan allows.'),
        'maxReplicas',
      ),
    ],
    [!count(buffer), error(t('The spare containers are a whole number, 0 or more.'), 'options.buffer')],
    [
      !within(scaledown, 2, 1200),
      error(t('The idle time is 2 to 1200 seconds.'), 'options.scaledownSeconds'),
    ],
    [
      serving === 'web' && !within(timeout, 1, 86_400),
      error(t('The time limit of a request is 1 to 86400 seconds.'), 'timeoutSeconds'),
    ],
    [
      !within(startup, 1, 86_400),
      error(t('The time limit of a start is 1 to 86400 seconds.'), 'options.startupSeconds'),
    ],
    [
      startup < 300,
      warning(
        t('Loading a model often takes longer than that; Modal then ends the container and starts again.'),
        'options.startupSeconds',
      ),
    ],
    [!within(max_inputs, 1, 1000), error(t('A container takes 1 to 1000 requests at once.'), 'concurrency')],
    [
      max_inputs === 1,
      warning(
        t('With one request at a time, every further one needs a container of its own.'),
        'concurrency',
      ),
    ],
    [
      target_inputs !== null && !within(target_inputs, 1, max_inputs),
      error(
        t('The requests to aim at are a whole number from 1 to the most that a container takes.'),
        'options.targetInputs',
      ),
    ],
    [
      min === 0 && within(scaledown, 2, 1200),
      info(
        t`It scales to zero: billed from the start of a container until ${scaledown} seconds after its last request. The next request waits for a new start.`,
        'minReplicas',
      ),
    ],
  );
}

function within(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
