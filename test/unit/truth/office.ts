import { definitions } from '../../../src/connectors/index.ts';
import { Poller } from '../../../src/extension/deployments/poller.ts';
import { DeploymentService } from '../../../src/extension/deployments/service.ts';
import { MetricsService } from '../../../src/extension/metrics/service.ts';
import { holdOf } from '../../../src/extension/metrics/hold.ts';
import type { StatusSample } from '../../../src/extension/metrics/types.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { startTogether } from '../../platforms/together/index.ts';
import type { TogetherOptions, TogetherSimulator } from '../../platforms/together/index.ts';
import { silent } from '../deployments/builders.ts';
import { tempFolder } from '../store/temp.ts';
import { SharedClock } from './sharedClock.ts';

export const pollSeconds = 10;
export const holdMs = holdOf(pollSeconds);

/** One window of the editor, with everything below the user interface as it really is. */
export interface Window {
  readonly store: Store;
  readonly service: DeploymentService;
  readonly metrics: MetricsService;
  readonly poller: Poller;
  close(): void;
}

/** A platform, a clock that it shares with Slipway, and any number of windows on one history. */
export interface Office {
  readonly sim: TogetherSimulator;
  readonly clock: SharedClock;
  /** Every reading of every window, before any of them is thinned out. */
  readonly readings: StatusSample[];
  open(): Window;
  close(): Promise<void>;
}

const timings = { provisionMs: 8_000, startMs: 17_000, drainMs: 7_000, splitMs: 3_000, autoscaleMs: 30_000 };

export async function openOffice(options: TogetherOptions = {}): Promise<Office> {
  const sim = await startTogether({ seed: 'empty', timings, ...options });
  const clock = new SharedClock(sim);
  const folder = tempFolder();
  const readings: StatusSample[] = [];
  const gone = new Map<string, StatusSample>();
  const windows = new Set<Window>();
  const definition = definitions.together;
  const connect = await definition.load();

  const open = (): Window => {
    const store = new Store({ folder, clock, log: silent });
    const { statuses } = store;
    const record = statuses.record.bind(statuses);
    statuses.record = (sample) => {
      readings.push(sample);
      record(sample);
    };
    const recordPoll = statuses.recordPoll.bind(statuses);
    statuses.recordPoll = (poll) => {
      readings.push(...poll.samples);
      // Each reading of the account is one of what is gone, too: that it still is.
      for (const end of gone.values())
        if (poll.at - end.at <= holdMs && poll.at > end.at) {
          end.at = poll.at;
          readings.push({ ...end });
        }
      recordPoll(poll);
    };
    const recordEnd = statuses.recordEnd.bind(statuses);
    statuses.recordEnd = (end) => {
      const sample: StatusSample = { ...end, status: 'stopped', ready: 0, gone: true };
      readings.push(sample);
      gone.set(sample.deployment, { ...sample });
      recordEnd(end);
    };
    const service = new DeploymentService({ definitions: [definition], store, clock, log: silent });
    const { credentials, baseUrls } = sim;
    const { fetch } = clock;
    const memory = store.memory('together:acme');
    const account = { id: 'acme', label: 'Acme', details: [] };
    service.connect('together', connect({ credentials, baseUrls, fetch, clock, memory }), account);
    const seconds = () => pollSeconds;
    const poller = new Poller({ service, clock, log: silent, seconds });
    const metrics = new MetricsService({ store, clock, deployments: service, pollSeconds: seconds });
    const window = {
      store,
      service,
      metrics,
      poller,
      close: () => {
        windows.delete(window);
        poller.dispose();
        service.dispose();
        store.dispose();
      },
    };
    windows.add(window);
    return window;
  };

  return {
    sim,
    clock,
    readings,
    open,
    close: async () => {
      for (const window of [...windows]) window.close();
      await clock.settle();
      await sim.close();
    },
  };
}
