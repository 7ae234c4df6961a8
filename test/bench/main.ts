/** `npm run bench`: one line of JSON per figure; ends with code 1 when a budget is broken. Groups can be named. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchDashboard } from './dashboard.ts';
import { benchFirstToken } from './firstToken.ts';
import { benchFleet } from './fleet.ts';
import { bounded, tellOutcome } from './measure.ts';
import { benchMetrics } from './metrics.ts';
import { writeBudgets } from './page.ts';
import { benchRedaction } from './redaction.ts';
import { benchPanels, benchShipped } from './shipped.ts';
import { benchStartup } from './startup.ts';
import { benchStore } from './store.ts';

const root = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
const folder = () => mkdtempSync(join(root, 'store-'));

const groups: Record<string, () => Promise<void>> = {
  fleet: () => benchFleet(folder),
  redaction: benchRedaction,
  metrics: benchMetrics,
  firstToken: benchFirstToken,
  store: () => benchStore(folder),
  dashboard: () => benchDashboard(folder),
  shipped: () => benchShipped(folder),
  startup: () => benchStartup(folder()),
  panels: benchPanels,
};

/** Returns the exit code. */
async function bench(argv: readonly string[]): Promise<number> {
  const write = argv.includes('--write');
  const chosen = argv.filter((argument) => argument !== '--write');
  const unknown = chosen.filter((name) => !(name in groups));
  if (unknown.length > 0 || (write && chosen.length > 0)) {
    process.stderr.write(`npm run bench -- [--write | ${Object.keys(groups).join(' ')}]\n`);
    return 2;
  }
  for (const [name, group] of Object.entries(groups))
    if (chosen.length === 0 || chosen.includes(name)) await group();
  // A run of everything must have measured everything.
  const ok = tellOutcome(chosen.length === 0);
  if (write) await writeBudgets(bounded());
  return ok ? 0 : 1;
}

try {
  process.exitCode = await bench(process.argv.slice(2));
} finally {
  rmSync(root, { recursive: true, force: true });
}
