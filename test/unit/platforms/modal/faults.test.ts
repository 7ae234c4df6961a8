import assert from 'node:assert/strict';
import { Result } from '../../../platforms/modal/words.ts';
import { recent } from '../../../platforms/modal/grpc/table.ts';
import { collect, type Lab, openLab, refused } from './lab.ts';

const path = (name: string): string => `/modal.client.ModalClient/${name}`;

describe('faults of the Modal simulator', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await openLab();
    await lab.rpc.clientHello({});
  });
  afterEach(() => lab.close());

  const tries = (name: string): number => lab.sim.control.rpcs(name).length;
  const fault = (name: string, one: object, times = 1): number =>
    lab.sim.control.addFault({ path: path(name), times, fault: one as never });

  it('refuse the next calls of a method, and no other', async () => {
    fault('AppList', { kind: 'grpc', code: 14, details: 'away' }, 4);
    await refused(lab.rpc.appList({}, { baseDelay: 1, maxDelay: 2 }), 14, /^away$/);
    assert.equal(tries('AppList'), 4);
    await lab.rpc.appList({});
    fault('AppStop', { kind: 'grpc', code: 7, details: 'not yours' });
    await refused(lab.rpc.appStop({ appId: 'ap-x' }), 7, /not yours/);
    await lab.rpc.environmentList({});
  });

  it('drop the connection: before, and after it was carried out', async () => {
    fault('EnvironmentList', { kind: 'resetBeforeHeaders' });
    await lab.rpc.environmentList({}, { baseDelay: 1 });
    assert.equal(tries('EnvironmentList'), 2);
    const { appId } = await lab.rpc.appGetByDeploymentName({ name: 'chat' });
    fault('AppRollover', { kind: 'loseResponse' });
    await assert.rejects(lab.rpc.appRollover({ appId }, { retries: 0 }));
    assert.equal(lab.sim.control.app('chat').live, 5);
    assert.equal(lab.sim.control.rpcs('AppRollover')[0]!.outcome, 'cut');
  });

  it('cut a log in the middle, with what came before kept', async () => {
    const { id } = lab.sim.control.app('chat');
    for (const one of [{ kind: 'resetMidStream' }, { kind: 'grpc', code: 14, afterEvents: 2 }]) {
      fault('AppGetLogs', one);
      const seen: string[] = [];
      const read = async (): Promise<void> => {
        for await (const { entryId } of lab.rpc.appGetLogs({ appId: id, timeout: 0 })) seen.push(entryId);
      };
      await assert.rejects(read());
      assert.ok(seen.length <= 2);
      const all = await collect(lab.rpc.appGetLogs({ appId: id, timeout: 0 }));
      const rest = await collect(
        lab.rpc.appGetLogs({ appId: id, timeout: 0, lastEntryId: seen.at(-1) ?? '' }),
      );
      assert.equal(seen.length + rest.length, all.length);
    }
  });

  it('wait', async () => {
    fault('AppList', { kind: 'delay', ms: 60 });
    const begun = performance.now();
    await lab.rpc.appList({});
    assert.ok(performance.now() - begun >= 55);
    fault('AppList', { kind: 'stallBeforeHeaders' });
    await refused(lab.rpc.appList({}, { timeoutMs: 80, retries: 0 }), 4);
  });

  it('ask for another attempt later, without end', async () => {
    fault('AppList', { kind: 'grpc', code: 8, details: 'slow down', retryAfterSecs: 0.1 }, 5);
    await lab.rpc.appList({});
    assert.equal(tries('AppList'), 6);
    const last = lab.sim.control.rpcs('AppList').at(-1)!;
    assert.equal(last.headers['x-throttle-retry-attempt'], '5');
    fault('AppList', { kind: 'grpc', code: 8, details: 'slow down', retryAfterSecs: 60 });
    await refused(lab.rpc.appList({}), 8, /slow down/);
  });

  it('warn in a trailer', async () => {
    fault('AppList', { kind: 'grpcWarning', texts: ['old, but fine', 'b'] });
    const seen: (string | undefined)[] = [];
    await lab.rpc.appList({}, { onTrailer: (trailer) => void seen.push(trailer.get('x-modal-warning')) });
    assert.deepEqual(seen, ['old%2C%20but%20fine,b']);
  });

  it('make an old server, without what only new clients know', async () => {
    lab.sim.control.setModes({ oldServer: true });
    const { id } = lab.sim.control.served('chat');
    const { appId } = await lab.rpc.appGetByDeploymentName({ name: 'chat' });
    const calls = [
      lab.rpc.appGetInfo({ appId }),
      lab.rpc.functionGetById({ functionId: id }),
      lab.rpc.functionGetTimeRangeStats({ functionId: id }),
      lab.rpc.endpointGetInfo({ endpointId: lab.sim.control.endpoint('qwen-live').id }),
    ];
    for (const call of calls) await refused(call, 12, /does not implement/);
    assert.ok(recent.has('ServerRequestFetch') && !recent.has('AppGetLayout'));
    const { functionId, function: data } = await lab.rpc.functionGet({ appName: 'chat', objectTag: 'serve' });
    assert.deepEqual([functionId, data], [id, undefined]);
    assert.equal((await lab.rpc.appGetLayout({ appId })).appLayout?.functionIds['serve'], id);
    await lab.rpc.functionGetCurrentStats({ functionId: id });
  });

  it('answer what is not played as a server that does not know it', async () => {
    await refused(lab.rpc.queueList({}), 12);
  });

  it('take a container away', () => {
    const [running] = lab.sim.control.containers('support-70b');
    assert.deepEqual([running!.gpu, running!.startedAt > 0], [{ type: 'H100', count: 2 }, true]);
    lab.sim.control.loseContainer(running!.id);
    assert.equal(running!.result, Result.terminated);
    assert.notEqual(lab.sim.control.containers('support-70b')[0]!.id, running!.id);
  });
});
