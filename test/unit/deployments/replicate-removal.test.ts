import assert from 'node:assert/strict';
import { definitions, type Connect } from '../../../src/connectors/index.ts';
import { deleteQuestion, stopQuestion } from '../../../src/extension/commands/wording.ts';
import type { FailedRemoval } from '../../../src/extension/deployments/removals.ts';
import { DeploymentService } from '../../../src/extension/deployments/service.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { row } from '../../../src/extension/tree/rows.ts';
import { startReplicate, type ReplicateSimulator } from '../../platforms/replicate/index.ts';
import { cleanTemp, tempFolder } from '../store/temp.ts';
import { SharedClock } from '../truth/sharedClock.ts';
import { silent } from './builders.ts';

const minute = 60_000;
const definition = definitions.replicate;

describe('Deleting on Replicate, which takes a quarter of an hour', () => {
  let sim: ReplicateSimulator;
  let connect: Connect;
  let clock: SharedClock;
  let folder: string;
  let key: string;
  const open: (() => void)[] = [];

  before(async () => {
    [sim, connect] = await Promise.all([startReplicate(), definition.load()]);
  });
  after(() => sim.close());
  beforeEach(async () => {
    clock = new SharedClock(sim);
    folder = tempFolder();
    const { service } = window();
    await clock.until(service.refresh());
    const view = service.fleet().deployments.find(({ status }) => status === 'active');
    key = view!.key;
  });
  afterEach(() => {
    for (const close of open.splice(0)) close();
    cleanTemp();
  });

  function window() {
    const store = new Store({ folder, clock, log: silent });
    const service = new DeploymentService({ definitions: [definition], store, clock, log: silent });
    const failed: FailedRemoval[] = [];
    service.removalFailed((event) => failed.push(event));
    const { baseUrls } = sim;
    const credentials = { token: sim.credentials.token };
    const { fetch } = clock;
    const memory = store.memory('replicate');
    const connector = connect({ credentials, baseUrls, fetch, clock, memory, log: silent });
    service.connect('replicate', connector);
    const close = () => {
      service.dispose();
      store.dispose();
    };
    open.push(close);
    const closeNow = () => {
      open.splice(open.indexOf(close), 1);
      close();
    };
    return { service, store, failed, close: closeNow };
  }

  const sent = (method: string) =>
    sim.control.requests({ method, path: /deployments/ }).map(({ path }) => path);

  async function reread(service: DeploymentService): Promise<void> {
    await clock.until(service.refresh());
  }

  it('is told before, waits on the row, outlives a reload, and is sent once', async () => {
    const first = window();
    await reread(first.service);
    const view = first.service.get(key)!;
    assert.match(deleteQuestion(view, 'Replicate', false).detail, /15 minutes/);
    assert.match(stopQuestion(view, 'Replicate').detail, /cancelled at once/);
    sim.control.clearRequests();
    await clock.until(first.service.remove(key));
    await clock.advance(minute);
    const waiting = first.service.get(key)!.busy;
    assert.match(waiting?.step ?? '', /^Waiting to delete, possible from \d\d:\d\d$/);
    assert.equal(waiting?.cancellable, true);

    assert.equal(sent('PATCH').length, 1);

    first.close();
    await clock.advance(5 * minute);
    const second = window();
    await clock.settle();
    await reread(second.service);
    assert.equal(second.service.get(key)?.busy?.step, waiting.step, 'the time is not counted anew');
    await clock.advance(11 * minute);
    await reread(second.service);
    assert.equal(second.service.get(key), undefined);
    assert.equal(second.store.facts('removal')?.size, 0);
    assert.equal(sent('PATCH').length, 1, 'it was not stopped again');
    const answers = sim.control.requests({ method: 'DELETE' }).map(({ status }) => status);
    assert.deepEqual([answers.at(-1), answers.filter((status) => status === 204).length], [204, 1]);
    assert.deepEqual([...first.failed, ...second.failed], []);
  }).timeout(20_000);

  it('spares what somebody started while the window was closed, and says so', async () => {
    const first = window();
    await reread(first.service);
    await clock.until(first.service.remove(key));
    await clock.advance(minute);
    first.close();
    sim.control.changeOutside(key.slice(key.indexOf(':') + 1), { min: 1, max: 1 });
    sim.control.clearRequests();
    const second = window();
    await clock.settle();
    await reread(second.service);
    await clock.advance(20 * minute);
    assert.match(second.service.get(key)?.notDeleted?.message ?? '', /started again/);
    assert.deepEqual([...sent('PATCH'), ...sent('DELETE')], []);
    assert.equal(second.failed.length, 1);
  }).timeout(20_000);

  it('can be called off while it waits: it stays, stopped', async () => {
    const { service } = window();
    await reread(service);
    sim.control.clearRequests();
    await clock.until(service.remove(key));
    await clock.advance(minute);
    assert.equal(await clock.until(service.cancelRemoval(key)), true);
    await clock.advance(20 * minute);
    await reread(service);
    assert.equal(service.get(key)?.status, 'stopped');
    assert.equal(service.get(key)?.busy, undefined);
    assert.deepEqual(sent('DELETE'), []);
    const entry = {
      ...{ kind: 'deployment' as const, id: '', platformName: 'Replicate', children: [] },
      view: service.get(key)!,
    };
    assert.match(row(entry).contextValue, /\bstartable\b.*\bremovable\b/);
  }).timeout(20_000);

  it('is given up after an hour of refusals, and says so once and on the row', async () => {
    const { service, failed } = window();
    await reread(service);
    const fault = sim.control.addFault({
      method: 'DELETE',
      path: '/v1/deployments/**',
      times: 200,
      fault: { kind: 'status', status: 409, body: { detail: 'Used moments ago.' } },
    });
    await clock.until(service.remove(key));
    await clock.advance(80 * minute);
    sim.control.removeFault(fault);
    assert.equal(failed.length, 1);
    assert.match(service.get(key)?.notDeleted?.message ?? '', /still refuses to delete/);
    assert.equal(service.get(key)?.busy, undefined);
  }).timeout(60_000);
});
