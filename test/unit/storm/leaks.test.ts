import assert from 'node:assert/strict';
import { systemClock } from '../../../src/connectors/clock.ts';
import { definitions } from '../../../src/connectors/index.ts';
import { Follower } from '../../../src/extension/deployments/follower.ts';
import { Poller } from '../../../src/extension/deployments/poller.ts';
import { DeploymentService } from '../../../src/extension/deployments/service.ts';
import { Remembered } from '../../../src/extension/remembered/remembered.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { startTogether } from '../../platforms/together/index.ts';
import { collect } from '../connectors/kit.ts';
import { silent } from '../deployments/builders.ts';
import { cleanTemp, tempFolder } from '../store/temp.ts';
import { isStorm, tellStorm } from './storm.ts';

const rounds = isStorm ? 200 : 50;

/** Timers, sockets, files: what keeps a process awake, by kind. */
function held(): Record<string, number> {
  const kinds = Object.groupBy(process.getActiveResourcesInfo(), (kind) => kind);
  return Object.fromEntries(Object.entries(kinds).map(([kind, all]) => [kind, all?.length ?? 0]));
}

const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200));

describe('Windows that come and go', function () {
  this.timeout(isStorm ? 300_000 : 60_000);
  let sim: Awaited<ReturnType<typeof startTogether>>;
  before(async () => {
    sim = await startTogether({ clock: { speed: 60 } });
    sim.control.setPace({ ttftMs: 5, tokensPerSecond: 1000 });
  });
  after(async () => {
    await sim.close();
    cleanTemp();
  });

  /** A whole life: connected, read on its timer, one test and one that is cut off in the middle. */
  async function life(folder: string): Promise<void> {
    const common = { folder, clock: systemClock, log: silent };
    const store = new Store(common);
    const remembered = new Remembered({ ...common, redact: (text) => text });
    const definition = definitions.together;
    const service = new DeploymentService({ definitions: [definition], store, remembered, ...common });
    const poller = new Poller({ service, clock: systemClock, log: silent, seconds: () => 1 });
    const follower = new Follower({ clock: systemClock, adopt: () => service.adopt() });
    const { baseUrls, credentials } = sim;
    const connector = (await definition.load())({ baseUrls, credentials, memory: store.memory('together') });
    service.connect('together', connector, { id: 'a', label: 'A', details: [] }, remembered.print('a'));
    follower.setFollowing(true);
    poller.setVisible(true);
    await service.refresh();
    const row = service.fleet().deployments.find(({ name }) => name === 'qwen-fp8') ?? assert.fail();
    const request = { prompt: 'Hello', stream: true, maxTokens: 8 };
    await collect(service.testing.test(row.key, request));
    for await (const event of service.testing.test(row.key, { ...request, maxTokens: 500 }))
      if (event.type === 'token') break;
    follower.dispose();
    poller.dispose();
    service.dispose();
    remembered.dispose();
    store.dispose();
  }

  it('leave no timer, no socket and no file behind', async () => {
    const folder = tempFolder();
    for (let i = 0; i < 3; i++) await life(folder);
    await quiet();
    const before = held();
    for (let i = 0; i < rounds; i++) await life(folder);
    await quiet();
    const after = held();
    for (const [kind, count] of Object.entries(after))
      assert.ok(
        count <= (before[kind] ?? 0) + 1,
        `${kind}: ${before[kind] ?? 0} before, ${count} after ${rounds} rounds`,
      );
    tellStorm('leaks', { rounds, before: JSON.stringify(before), after: JSON.stringify(after) });
  });
});
