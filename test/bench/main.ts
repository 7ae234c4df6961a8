/** `npm run bench`: one line of JSON per figure. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchDashboard } from './dashboard.ts';
import { benchFirstToken } from './firstToken.ts';
import { benchFleet } from './fleet.ts';
import { benchMetrics } from './metrics.ts';
import { benchShipped } from './shipped.ts';
import { benchStore } from './store.ts';

const root = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
const folder = () => mkdtempSync(join(root, 'store-'));
try {
  await benchFleet(folder);
  await benchMetrics();
  await benchFirstToken();
  await benchStore(folder);
  await benchDashboard(folder);
  await benchShipped(folder);
} finally {
  rmSync(root, { recursive: true, force: true });
}
