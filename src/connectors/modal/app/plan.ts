import { t } from '@vscode/l10n';
import type { HourlyPrice } from '../../domain.ts';
import { shellQuoted } from '../../literal.ts';
import { dollars } from '../../money.ts';
import type { Check, Estimate, PlannedFile, PlannedRequest } from '../../plan.ts';
import type { WorkFile } from '../../workbench.ts';
import { info, warning } from './check.ts';
import type { ReadyPython } from './python.ts';
import type { AppChoice, AppSpec } from './spec.ts';

export function plannedFile(file: WorkFile, text: string): PlannedFile {
  const same = file.text?.replaceAll('\r\n', '\n') === text;
  return {
    path: file.shown,
    language: 'python',
    text,
    standing: file.text === undefined ? 'new' : same ? 'same' : 'changed',
    note: t('The app. It holds names of secrets, and no keys.'),
  };
}

/** The command that does the same in a terminal, as people would type it. */
export function plannedRun(
  { strategy }: AppChoice,
  where: { python: ReadyPython | undefined; shown: string; environment: string; tag: string },
): PlannedRequest {
  const { python, shown, environment, tag } = where;
  const program = python ? [python.program, ...python.args] : ['python'];
  const target = environment === '' ? [] : ['--env', environment];
  const line = [
    ...program,
    ...['-m', 'modal', 'deploy', shown, ...target],
    ...['--tag', tag, '--strategy', strategy],
  ];
  const client = python ? t`Modal’s client ${python.clientVersion}` : t('Modal’s client');
  return {
    method: 'RUN',
    url: line.map((word) => (/^[\w./:=@+-]+$/.test(word) ? word : shellQuoted(word))).join(' '),
    note: t`${client} builds the image and publishes the app. Slipway calls it with a few lines of Python that say how it ended; this command does the same.`,
  };
}

export function estimateOf({ min, max }: AppSpec, price: HourlyPrice | undefined): Estimate {
  if (!price) return {};
  return {
    minPerHour: min * price.perReplicaHour,
    ...(max === null ? {} : { maxPerHour: max * price.perReplicaHour }),
    price,
  };
}

/** What it will cost to have it, not to use it. */
export function costChecks({ min, gpu }: AppSpec, price: HourlyPrice | undefined): Check[] {
  if (!price)
    return gpu.length === 0
      ? []
      : [warning(t('The price of this GPU is not known, and neither is the cost.'), 'instanceType')];
  const several = Array.isArray(gpu)
    ? [
        info(
          t('The estimate is for the first GPU. Another one of the list has a price of its own.'),
          'instanceType',
        ),
      ]
    : [];
  if (!(min >= 1)) return several;
  const cost = dollars(24 * min * price.perReplicaHour);
  return [
    ...several,
    warning(
      min === 1
        ? t`Always on: 1 container is billed day and night, about ${cost} a day even without a request.`
        : t`Always on: ${min} containers are billed day and night, about ${cost} a day even without a request.`,
      'minReplicas',
    ),
  ];
}
