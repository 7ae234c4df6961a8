import { type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { badRequest, notFound, refusal } from '../errors.ts';
import { account, type World } from '../world.ts';

const hour = 3_600_000;

/** `GET /v1/billing/usage`: opt-in per organization, money as decimal strings, whole windows only. */
export function billingRoutes(router: Router, world: World): void {
  router.on('GET', '/v1/billing/usage', (call) => ok(usage(world, call)));
}

function usage(world: World, call: Call): unknown {
  if (world.modes.billing === 'off') throw notFound('billing is not enabled for the organization');
  const organization = call.query.get('organization_id');
  if (
    world.modes.billing === 'forbidden' ||
    (organization ?? account.organization_id) !== account.organization_id
  ) {
    throw refusal(403, 'forbidden', 'organization is not the key’s');
  }
  const now = world.clock.now();
  const month = call.query.get('month') ?? new Date(now).toISOString().slice(0, 7);
  const granularity = call.query.get('granularity') ?? 'day';
  const limit = Number(call.query.get('limit') ?? 100);
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw badRequest('month');
  if (granularity !== 'day' && granularity !== 'hour') throw badRequest('granularity');
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw badRequest('limit');
  const offset = cursorOf(call.query.get('after'), `${month}:${granularity}`);

  const all = windows(world, month, granularity === 'day' ? 24 * hour : hour, now);
  const page = all.slice(offset, offset + limit);
  const more = offset + limit < all.length;
  return {
    object: 'list',
    organization_id: account.organization_id,
    billing_period: month,
    currency: 'USD',
    earliest_window_start: all[0]?.start_time ?? null,
    latest_window_end: all.at(-1)?.end_time ?? null,
    next_cursor: more ? Buffer.from(`${month}:${granularity}:${offset + limit}`).toString('base64url') : null,
    data: page,
  };
}

/** A cursor serves the month and granularity it was made for and no other. */
function cursorOf(text: string | null, scope: string): number {
  if (text === null) return 0;
  const decoded = Buffer.from(text, 'base64url').toString();
  if (!decoded.startsWith(`${scope}:`)) throw badRequest('cursor of another query');
  return Number(decoded.slice(scope.length + 1));
}

function windows(
  world: World,
  month: string,
  step: number,
  now: number,
): { date: string; start_time: string; end_time: string; line_items: unknown[] }[] {
  const start = Date.parse(`${month}-01T00:00:00Z`);
  const [year = 0, index = 0] = month.split('-').map(Number);
  const end = Math.min(Date.UTC(year, index, 1), Math.floor(now / step) * step);
  const made = [];
  for (let from = start; from + step <= end; from += step) {
    const time = new Date(from).toISOString();
    const items = [...dedicatedLines(world, from, from + step), ...serverlessLines(from, step)];
    made.push({
      date: time.slice(0, 10),
      start_time: time,
      end_time: new Date(from + step).toISOString(),
      line_items: items,
    });
  }
  return made;
}

/** GPU hours by hardware; nothing ties them to an endpoint. */
function dedicatedLines(world: World, from: number, to: number): unknown[] {
  const byHardware = new Map<string, { ms: number; cents: number }>();
  for (const line of world.ledger.lines()) {
    const ms = Math.min(line.until ?? world.clock.now(), to) - Math.max(line.since, from);
    if (ms <= 0 || line.centsPerHour === undefined) continue;
    const sum = byHardware.get(line.hardware) ?? { ms: 0, cents: line.centsPerHour };
    sum.ms += ms * line.ready;
    byHardware.set(line.hardware, sum);
  }
  return [...byHardware].map(([hardware, { ms, cents }]) => ({
    product_name: `Dedicated Inference - ${hardware}`,
    quantity: decimal(ms, hour),
    unit_price: decimal(cents, 100),
    cost: decimal(ms * cents, 100 * hour),
    pricing_dimensions: { hardware },
    attributes: {},
  }));
}

function serverlessLines(from: number, step: number): unknown[] {
  const tokens = 1_000_000 + (Math.floor(from / step) % 7) * 12_345;
  return [
    {
      product_name: 'Serverless Inference - Input Tokens',
      quantity: String(tokens),
      unit_price: '0.00000088',
      cost: decimal(tokens * 88, 100_000_000),
      pricing_dimensions: { model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo' },
      attributes: { api_key_id: account.api_key_id, project_id: account.project_id },
    },
  ];
}

/** `numerator / denominator` to nine places without floating point. */
function decimal(numerator: number, denominator: number): string {
  const scaled = (BigInt(Math.round(numerator)) * 1_000_000_000n) / BigInt(denominator);
  const digits = scaled.toString().padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, '');
}
