import { t } from '@vscode/l10n';
import type { Check, DeploymentChange, Plan } from '../connector.ts';
import { fieldId } from '../config-field.ts';
import type { Deployment, DeploymentConfig, OptionValue } from '../domain.ts';
import { wordTable } from '../word-table.ts';
import { problem } from './errors.ts';
import { fields } from './fields.ts';
import type { Inventory } from './inventory.ts';
import { scalingOf } from './part-facts.ts';
import type { PartFacts, Scaling } from './part-facts.ts';
import { check, plannedCall } from './planned.ts';
import type { AppRow } from './rows.ts';

/** What takes effect on a running app, by field; everything else is a new version of it. */
const live = wordTable<keyof Scaling>({
  minReplicas: 'min',
  maxReplicas: 'max',
  'options.buffer': 'buffer',
  'options.scaledownSeconds': 'scaledown',
});

export interface Difference {
  /** Of the bounds of scaling. */
  scaling: Scaling;
  /** All other fields that differ. */
  rest: string[];
}

/** What a change would really change. */
export function differenceOf(change: DeploymentChange, present: DeploymentConfig): Difference {
  const { options = {}, ...common } = change;
  const entries: [string, unknown, unknown][] = [
    ...Object.entries(common).map(([key, value]): [string, unknown, unknown] => [
      key,
      value,
      present[key as keyof DeploymentConfig],
    ]),
    ...Object.entries(options).map(([name, value]): [string, unknown, unknown] => [
      `options.${name}`,
      value,
      present.options?.[name],
    ]),
  ];
  const differing = entries.filter(
    ([id, value, before]) => id !== 'options.way' && value !== undefined && !same(value, before),
  );
  const scaling: Scaling = {};
  const rest: string[] = [];
  for (const [id, value] of differing) {
    const bound = live[id];
    if (bound !== undefined && typeof value === 'number') scaling[bound] = value;
    else rest.push(id);
  }
  return { scaling, rest };
}

/** Bounds of scaling of a running app: they hold until its next deploy. */
export class Scaler {
  readonly #inventory: Inventory;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  plan(row: AppRow, deployment: Deployment, { scaling, rest }: Difference): Plan {
    const { price } = deployment;
    if (Object.keys(scaling).length === 0 && rest.length === 0)
      return { requests: [], estimate: {}, checks: [check('info', t('Nothing differs from what runs.'))] };
    const next = { ...boundsOf(deployment.config), ...scaling };
    const part = row.details?.parts[0];
    const checks: Check[] = [
      ...rest.map((id) =>
        check(
          'error',
          t`${labelOf(id)} is set in its code, which is not known here. Change it there and deploy it again.`,
          id as NonNullable<Check['field']>,
        ),
      ),
      ...boundChecks(next),
      ...(part
        ? []
        : [check('error', t('It has no web function or server whose scaling could be changed.'))]),
      ...this.#meaning(row),
    ];
    return {
      requests: part
        ? [
            plannedCall(
              this.#inventory.api,
              'FunctionUpdateSchedulingParams',
              requestOf(part, scaling),
              t`Changes the scaling of ${part.tag}. It takes effect at once.`,
            ),
          ]
        : [],
      estimate: price
        ? {
            minPerHour: (next.min ?? 0) * price.perReplicaHour,
            ...(next.max === undefined ? {} : { maxPerHour: next.max * price.perReplicaHour }),
            price,
          }
        : {},
      checks,
    };
  }

  async apply(
    row: AppRow,
    deployment: Deployment,
    difference: Difference,
    signal?: AbortSignal,
  ): Promise<AppRow> {
    const { scaling, rest } = difference;
    if (Object.keys(scaling).length === 0 && rest.length === 0) return row;
    const part = row.details?.parts[0];
    const wrong = this.plan(row, deployment, difference).checks.find(({ level }) => level === 'error');
    if (wrong || !part || !row.details)
      throw problem('invalid', wrong?.message ?? t('Its scaling cannot be changed.'), {
        ...(wrong?.field === undefined ? {} : { field: wrong.field }),
      });
    const { api, specs } = this.#inventory;
    const { currentSettings } = await api.call('functionUpdateSchedulingParams', requestOf(part, scaling), {
      signal,
    });
    // The answer is all that is in force now; an older server leaves it out.
    const inForce = { ...part.scaling, ...scaling, ...scalingOf(currentSettings) };
    specs.adjust(row.environment, row.name, changeOf(scaling));
    return this.#inventory.scaled(row, part.id, inForce);
  }

  #meaning({ environment, name, details }: AppRow): Check[] {
    const several = (details?.parts.length ?? 0) > 1;
    return [
      ...(several
        ? [
            check(
              'info',
              t`Only ${details?.parts[0]?.tag ?? ''} is changed; its other parts stay as they are.`,
            ),
          ]
        : []),
      this.#inventory.specs.get(environment, name)
        ? check('info', t('It takes effect at once. Slipway keeps it for the next deploy as well.'))
        : check('warning', t('It takes effect at once, and the next deploy of its code drops it.')),
    ];
  }
}

export function requestOf({ id }: PartFacts, { min, max, buffer, scaledown }: Scaling) {
  return {
    functionId: id,
    settings: {
      ...(min === undefined ? {} : { minContainers: min }),
      ...(max === undefined ? {} : { maxContainers: max }),
      ...(buffer === undefined ? {} : { bufferContainers: buffer }),
      ...(scaledown === undefined ? {} : { scaledownWindow: scaledown }),
    },
  };
}

function changeOf({ min, max, buffer, scaledown }: Scaling): DeploymentChange {
  const options: Record<string, OptionValue> = {
    ...(buffer === undefined ? {} : { buffer }),
    ...(scaledown === undefined ? {} : { scaledownSeconds: scaledown }),
  };
  return {
    ...(min === undefined ? {} : { minReplicas: min }),
    ...(max === undefined ? {} : { maxReplicas: max }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
}

function boundsOf({ minReplicas: min, maxReplicas: max, options }: DeploymentConfig): Scaling {
  const { buffer, scaledownSeconds: scaledown } = options ?? {};
  return {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(typeof buffer === 'number' ? { buffer } : {}),
    ...(typeof scaledown === 'number' ? { scaledown } : {}),
  };
}

function boundChecks(bounds: Scaling): Check[] {
  const wrong = Object.entries(live).flatMap(([id, bound]) => {
    const value = bounds[bound];
    const field = fields.find((each) => fieldId(each) === id);
    const { min = 0, max = Infinity } = field ?? {};
    if (value === undefined || (Number.isSafeInteger(value) && value >= min && value <= max)) return [];
    return [
      check(
        'error',
        t`${labelOf(id)} is a whole number from ${min} to ${max}.`,
        id as NonNullable<Check['field']>,
      ),
    ];
  });
  if (wrong.length > 0 || bounds.min === undefined || bounds.max === undefined) return wrong;
  return bounds.min > bounds.max
    ? [check('error', t('The maximum of containers is below the minimum.'), 'maxReplicas')]
    : [];
}

function labelOf(id: string): string {
  return fields.find((each) => fieldId(each) === id)?.label ?? id;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
