import { fleetRow, report } from '../../../src/extension/metrics/report.ts';
import type { Material } from '../../../src/extension/metrics/report.ts';
import { summarise, summariseAll } from '../../../src/extension/metrics/summary.ts';
import { tallyOf } from '../../../src/extension/metrics/tally.ts';
import type { FleetRow, MetricsReport, RequestSample } from '../../../src/extension/metrics/types.ts';
import { MemoryRequests } from '../../../src/extension/store/memoryRequests.ts';

export interface Given extends Material {
  requests: readonly RequestSample[];
}

/** The report about these requests, without a store. */
export function reportOf({ requests, ...material }: Given): MetricsReport {
  const summary = summarise(kept(requests), material.window, material.key);
  return report({ ...material, window: summary.covered }, summary, material.window);
}

export function rowOf({ requests, ...material }: Given): FleetRow {
  const totals = summariseAll(kept(requests), material.window);
  return fleetRow(material, totals.get(material.key) ?? tallyOf([]));
}

function kept(requests: readonly RequestSample[]) {
  const source = new MemoryRequests();
  for (const sample of requests) source.add(sample);
  return { source, waiting: [] };
}
