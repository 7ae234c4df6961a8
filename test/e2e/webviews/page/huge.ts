import type { DeploymentView, FleetRow } from '../../../../src/webviews/protocol.ts';
import * as data from './data.ts';

const count = 10_000;
const words = ['support', 'search', 'vision', 'coder', 'eval'];

/** A fleet of thousands: enough that drawing every row would be felt. */
export const deployments: DeploymentView[] = Array.from({ length: count }, (_, i) => ({
  ...(i % 4 === 3 ? data.stopped : data.deployment),
  key: `together:ep_${String(i)}/dep_${String(i)}`,
  name: `${words[i % words.length] ?? ''}-bot-${String(i)}`,
  platform: i % 2 === 0 ? 'together' : 'modal',
}));

export const rows: FleetRow[] = deployments.map(({ key }, i) => ({
  key,
  requests: (i * 7919) % 5003,
  ...(i % 9 === 0 ? {} : { successRate: 1 - (i % 50) / 1000, p95: 100 + ((i * 31) % 9000) }),
  tokens: (i * 104_729) % 1_000_003,
  cost: {
    basis: 'time',
    ...(i % 7 === 0
      ? {}
      : { observed: ((i * 7919) % 5003) * 10_000_000, perMillionTokens: (i % 90) * 100_000_000 }),
    ...(i % 3 === 0 ? {} : { idleShare: (i % 100) / 100 }),
    atLeast: i % 11 === 0,
    sources: [],
  },
  ...(i % 5 === 0 ? {} : { lastRequestAt: Date.now() - i * 60_000 }),
}));
