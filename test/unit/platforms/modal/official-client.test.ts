import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as modal from 'modal';
import { collect, type Lab, openLab } from './lab.ts';

const require = createRequire(import.meta.url);

interface Manifest {
  readonly version: string;
  readonly repository: { readonly url: string } | string;
  readonly dependencies: Record<string, string>;
}

const manifest = (path: string | URL): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest;

describe('the package named modal', () => {
  it('is Modal’s, at the version that is pinned', () => {
    const entry = require.resolve('modal');
    const installed = manifest(`${entry.slice(0, entry.lastIndexOf('/dist/'))}/package.json`);
    assert.equal(installed.version, '0.11.1');
    assert.match(JSON.stringify(installed.repository), /modal-labs/);
    assert.equal(typeof modal.ModalClient, 'function');
    const own = manifest(new URL('../../../../package.json', import.meta.url));
    // The registry’s latest of that name is somebody else’s.
    assert.equal(own.dependencies['modal'], '0.11.1');
  });
});

/** Drives the simulator with the platform's own client: what it cannot read, nobody should send. */
describe('the official Modal client against the simulator', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await openLab({ clock: { speed: 60 } });
  });
  afterEach(() => lab.close());

  it('reads environments and apps', async () => {
    lab.sim.control.setModes({ appNameFilled: true });
    const environments = await collect(lab.client.environments.objects.list());
    assert.deepEqual(environments.map(({ name }) => name).toSorted(), ['main', 'staging']);
    const main = await lab.client.environments.fromName('main');
    assert.match(main.environmentId, /^en-/);
    const names = (await collect(main.apps.list())).map(({ name }) => name);
    assert.ok(names.includes('chat') && names.includes('support-70b'));
    assert.ok(!names.includes('old-experiment'));

    const app = await lab.client.apps.fromName('chat', { environment: 'main' });
    const info = await app.info({ refresh: true });
    assert.match(info.appId, /^ap-[a-zA-Z0-9]{22}$/);
    assert.equal(info.lifecycle.state, 'deployed');
    assert.equal(info.lifecycle.version, 4);
    assert.deepEqual(Object.keys(info.functions), ['serve']);
    await assert.rejects(lab.client.apps.fromName('nowhere'), modal.NotFoundError);
  });

  it('finds a function, its address and its scaling', async () => {
    const served = await lab.client.functions.fromName('chat', 'serve');
    assert.equal(await served.getWebUrl(), lab.sim.control.urlOf('chat'));
    assert.deepEqual(await served.getCurrentStats(), { backlog: 0, numTotalRunners: 0 });
    const changed = await served.updateAutoscaler({ maxContainers: 2, scaledownWindowMs: 120_000 });
    assert.equal(changed.maxContainers, 2);
    assert.equal(changed.scaledownWindowMs, 120_000);
    assert.equal(changed.minContainers, 0);
    await assert.rejects(lab.client.functions.fromName('chat', 'nothing'), modal.NotFoundError);
  });

  it('reads statistics and series', async () => {
    const served = await lab.client.functions.fromName('chat', 'serve');
    const until = new Date();
    const since = new Date(until.getTime() - 40 * 3_600_000);
    const stats = await served.stats({ since, until });
    assert.ok(stats.inputSuccessCount > 50);
    assert.equal(stats.containerStartedCount, 6);
    const { execution_time: execution } = stats.inputPercentileStats;
    assert.equal(execution?.unit, 'seconds');

    const metrics = await served.metrics.export({ since, until, bucketSizeSecs: 3600, groups: ['calls'] });
    const points = metrics.series['successful_calls_count']!.points;
    const counted = points.reduce((sum, { value }) => sum + (value ?? 0), 0);
    assert.equal(counted, stats.inputSuccessCount);
    assert.equal(metrics.series['successful_calls_count']!.aggregation, 'count');
    const schema = await served.metrics.schema();
    assert.deepEqual(Object.keys(schema), ['containers', 'calls']);
  });

  it('reads logs: a range, a tail, and as they are written', async () => {
    const served = await lab.client.functions.fromName('chat', 'serve');
    const until = new Date();
    const since = new Date(until.getTime() - 36 * 3_600_000);
    const fetched = await collect(served.logs.fetch({ since, until }));
    assert.ok(fetched.length > 50);
    assert.match(fetched[0]!.message, /startup complete/);
    const tail = await collect(served.logs.tail({ entries: 5 }));
    assert.deepEqual(tail, fetched.slice(-5));

    const seen: string[] = [];
    const writing = setInterval(() => {
      lab.sim.control.log('chat', { data: 'a fresh line\n', functionId: served.functionId });
    }, 20);
    try {
      for await (const { message } of served.logs.stream()) {
        seen.push(message);
        if (message === 'a fresh line\n') break;
      }
    } finally {
      clearInterval(writing);
    }
    assert.equal(seen.at(-1), 'a fresh line\n');
  });

  it('finds secrets and volumes', async () => {
    assert.match((await lab.client.secrets.fromName('huggingface')).secretId, /^st-/);
    await lab.client.secrets.fromName('huggingface', { requiredKeys: ['HF_TOKEN'] });
    await assert.rejects(lab.client.secrets.fromName('nothing'), modal.NotFoundError);
    assert.match((await lab.client.volumes.fromName('adapters')).volumeId, /^vo-/);
    const made = await lab.client.volumes.fromName('fresh', { createIfMissing: true });
    assert.equal((await lab.client.volumes.fromName('fresh')).volumeId, made.volumeId);
  });

  it('keeps the key of a call over its attempts', async () => {
    const path = '/modal.client.ModalClient/AppList';
    lab.sim.control.addFault({ path, times: 2, fault: { kind: 'grpc', code: 14, details: 'away' } });
    await lab.rpc.appList({ environmentName: 'main' });
    const keys = lab.sim.control.rpcs('AppList').map(({ headers }) => headers['x-idempotency-key']);
    assert.equal(keys.length, 3);
    assert.equal(new Set(keys).size, 1);
    assert.ok(!JSON.stringify(lab.sim.control.requests()).includes(lab.sim.credentials.tokenSecret));
  });
});
