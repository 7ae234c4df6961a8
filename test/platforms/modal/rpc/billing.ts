import { decimal, hourlyRates } from '../billing/rates.ts';
import { monthEnd, monthStart, reportItems } from '../billing/report.ts';
import { invalid, notAllowed, notFound } from '../errors.ts';
import type { RpcTable } from '../grpc/table.ts';
import { msOf, stamp, type Timestamp } from '../grpc/wire.ts';
import type { App } from '../types.ts';
import { AppState } from '../words.ts';
import type { World } from '../world.ts';

interface ReportRequest {
  readonly startTimestamp: Timestamp | null;
  readonly endTimestamp: Timestamp | null;
  readonly resolution: string;
  readonly tagNames: readonly string[];
  readonly environmentIds: readonly string[];
  readonly appIds: readonly string[];
}

/** A Team plan's price and the credit that comes with it, in pico-dollars. */
const planCost = 250n * 10n ** 12n;
const credit = 100n * 10n ** 12n;

export function billingRpcs(table: RpcTable, world: World): void {
  table
    .stream('WorkspaceBillingReport', (request: ReportRequest) => report(world, request))
    .on('WorkspaceBillingSummary', ({ startTimestamp }: { startTimestamp: Timestamp | null }) => {
      const month = monthOf(world, startTimestamp);
      const apps = [...world.apps.values()];
      const metered = costOf(world, apps, month);
      const applied = metered < credit ? metered : credit;
      return {
        ...sums(world, apps, month),
        billedCost: decimal(metered + planCost - applied),
        adjustments: { 'Plan Cost': decimal(planCost), 'Credits Applied': decimal(-applied) },
      };
    })
    .on(
      'EnvironmentBillingSummary',
      ({ startTimestamp, environmentId }: { startTimestamp: Timestamp | null; environmentId: string }) => {
        const environment = world.environments.find(({ id }) => id === environmentId);
        if (!environment) throw notFound(`Environment '${environmentId}' not found`);
        const apps = [...world.apps.values()].filter((app) => app.environment === environment.name);
        return sums(world, apps, monthOf(world, startTimestamp));
      },
    )
    .on('WorkspaceBillingRates', () => {
      const rates = hourlyRates();
      const formatted = Object.entries(rates).map(([name, rate]) => `${name.padEnd(16)} $${rate}`);
      return { rates, deprecationWarnings: {}, deprecationErrors: {}, formatted: formatted.join('\n') };
    });
}

/** The newest interval last, as the stream's order is by time. */
function* report(world: World, request: ReportRequest): Generator<object> {
  if (world.modes.plan === 'starter') {
    throw notAllowed('Billing reports are available on the Team and Enterprise plans only.');
  }
  if (request.resolution !== 'd' && request.resolution !== 'h')
    throw invalid('resolution must be "d" or "h"');
  const since = msOf(request.startTimestamp);
  if (since === undefined) throw invalid('start_timestamp is required');
  const apps = world.ledger.apps().filter((id) => asked(world, request, world.apps.get(id)));
  const until = msOf(request.endTimestamp) ?? world.clock.now();
  for (const item of reportItems(world, { since, until, resolution: request.resolution, apps })) {
    const app = world.app(item.appId);
    yield {
      objectId: app.id,
      description: app.name,
      environmentName: app.environment,
      interval: stamp(item.start),
      cost: item.cost,
      costByResource: item.byResource,
      tags: chosenTags(app, request.tagNames),
    };
  }
}

function asked(world: World, { appIds, environmentIds }: ReportRequest, app: App | undefined): boolean {
  if (!app) return false;
  const environment = world.environments.find(({ name }) => name === app.environment);
  return (
    (appIds.length === 0 || appIds.includes(app.id)) &&
    (environmentIds.length === 0 || environmentIds.includes(environment?.id ?? ''))
  );
}

function chosenTags({ tags }: App, names: readonly string[]): Record<string, string> {
  if (names.includes('*')) return tags;
  return Object.fromEntries(Object.entries(tags).filter(([name]) => names.includes(name)));
}

function monthOf(world: World, at: Timestamp | null): { from: number; to: number } {
  const start = msOf(at) ?? monthStart(world.clock.now());
  if (start !== monthStart(start)) throw invalid('start_timestamp must be the first of a month, 00:00 UTC');
  if (start > world.clock.now()) throw invalid('start_timestamp must not be in the future');
  return { from: start, to: Math.min(monthEnd(start), world.clock.now()) };
}

function sums(world: World, apps: readonly App[], month: { from: number; to: number }): object {
  const ephemeral = ({ state }: App): boolean => state === AppState.ephemeral;
  const deployed = apps.filter((app) => !ephemeral(app));
  return {
    startTimestamp: stamp(month.from),
    endTimestamp: stamp(month.to),
    meteredCost: decimal(costOf(world, apps, month)),
    meteredCostBreakdown: {
      'Deployed Apps': decimal(costOf(world, deployed, month)),
      'Ephemeral Apps': decimal(costOf(world, apps.filter(ephemeral), month)),
    },
  };
}

const costOf = (world: World, apps: readonly App[], { from, to }: { from: number; to: number }): bigint =>
  apps.reduce((sum, { id }) => sum + world.ledger.cost({ app: id, from, to }).pico, 0n);
