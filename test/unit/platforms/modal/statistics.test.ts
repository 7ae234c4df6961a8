import assert from 'node:assert/strict';
import { type Lab, openLab, proxyHeaders, refused } from './lab.ts';

const hour = 3_600_000;
const day = 24 * hour;

describe('statistics of Modal', () => {
  let lab: Lab;
  let functionId: string;
  let serverId: string;

  beforeEach(async () => {
    lab = await openLab();
    functionId = lab.sim.control.served('chat').id;
    serverId = lab.sim.control.endpoint('qwen-live').server.id;
  });
  afterEach(() => lab.close());

  const range = (ms: number): { since: Date; until: Date } => {
    const until = lab.sim.control.now();
    return { since: new Date(until - ms), until: new Date(until) };
  };

  it('count what was answered, and nothing outside of the range', async () => {
    const { inputs } = lab.sim.control.served('chat');
    const stats = (ms: number) => lab.rpc.functionGetTimeRangeStats({ functionId, ...range(ms) });
    const all = await stats(2 * day);
    assert.equal(all.inputSuccessCount + all.inputFailureCount, inputs.length);
    assert.ok(all.inputFailureCount > 0);
    assert.equal(all.inputPercentileStats['execution_time']?.percentiles.at(-1)?.percentileBasisPoints, 9900);
    assert.equal(all.containerPercentileStats['startup_time']?.percentiles[0]?.value, 90);
    const none = await stats(hour);
    assert.deepEqual([none.inputSuccessCount, none.containerTotalCount], [0, 0]);
    assert.deepEqual(none.inputPercentileStats, {});
  });

  it('grow with each request', async () => {
    const busy = lab.sim.control.served('support-70b');
    const url = `${lab.sim.control.urlOf('support-70b')}/v1/completions`;
    const body = JSON.stringify({ model: 'support-70b', prompt: 'Count me' });
    for (let turn = 0; turn < 3; turn += 1) {
      assert.equal((await fetch(url, { method: 'POST', body, headers: proxyHeaders(lab.sim) })).status, 200);
    }
    lab.sim.control.advance(1);
    const stats = await lab.rpc.functionGetTimeRangeStats({ functionId: busy.id, ...range(hour) });
    assert.equal(stats.inputSuccessCount, 3);
    const { functionCallInputs } = await lab.rpc.functionCallFetch({
      functionId: busy.id,
      tail: { count: 2 },
    });
    assert.deepEqual(
      functionCallInputs.map(({ status }) => status),
      [3, 3],
    );
    assert.match(functionCallInputs[0]!.containerId ?? '', /^ta-/);
    assert.ok((functionCallInputs[0]!.executionTimeSeconds ?? 0) > 0);
  });

  it('refuse ranges and buckets that are too large or too small', async () => {
    await refused(lab.rpc.functionGetTimeRangeStats({ functionId, ...range(8 * day) }), 3, /7 days/);
    await refused(lab.rpc.functionGetMetrics({ functionId, groups: [], ...range(32 * day) }), 3, /31 days/);
    const metrics = (ms: number, bucketSecs: number) =>
      lab.rpc.functionGetMetrics({ functionId, groups: [], bucketSecs, ...range(ms) });
    await refused(metrics(hour, 30), 3, /at least 60/);
    await refused(metrics(day, 60), 3, /500 points/);
    await refused(lab.rpc.functionGetMetrics({ functionId, groups: ['weather'], ...range(hour) }), 3);
    await refused(lab.rpc.functionCallFetch({ functionId, tail: { count: 1001 } }), 3);
    await refused(lab.rpc.functionGetCurrentStats({ functionId: 'fu-nothing' }), 5);
  });

  it('leave out the part of a bucket, and figures of which nothing is known', async () => {
    lab.sim.control.advance(17_000);
    const { series, bucketSecs, until } = await lab.rpc.functionGetMetrics({
      functionId,
      groups: ['calls'],
      ...range(30 * hour),
    });
    assert.equal((until?.getTime() ?? 1) % (bucketSecs * 1000), 0);
    assert.ok(series[0]!.points.length <= 100 && series[0]!.points.length > 90);
    const median = series.find(({ name }) => name === 'execution_time_p50')!;
    assert.ok(median.points.some(({ value }) => value === undefined));
    assert.ok(median.points.some(({ value }) => value !== undefined && value > 0));
    const { buckets } = await lab.rpc.functionCallCount({
      functionId,
      bucketSecs: 3600,
      ...range(40 * hour),
    });
    const counted = buckets.reduce((sum, { count }) => sum + count, 0);
    assert.equal(counted, lab.sim.control.served('chat').inputs.length);
  });

  it('of servers know what the engine measures', async () => {
    const stats = await lab.rpc.serverGetTimeRangeStats({ functionId: serverId, ...range(2 * day) });
    const byStatus = stats.requestCountByStatusCode.reduce((sum, { count }) => sum + count, 0);
    assert.equal(byStatus, stats.requestCount);
    assert.deepEqual([stats.inference?.engine, stats.inference?.status], [2, 1]);
    assert.ok(stats.inference!.scalarStats['output_tokens_per_second']! > 0);
    assert.ok(stats.inference!.percentileStats['time_to_first_token']!.percentiles[0]!.value < 0.2);
    const { requests } = await lab.rpc.serverRequestFetch({
      functionId: serverId,
      range: { ...range(2 * day), limit: 5 },
    });
    assert.equal(requests.length, 5);
    assert.equal(requests[0]!.route, '/v1/chat/completions');
    assert.ok(requests[0]!.timestamp! < requests[1]!.timestamp!);
    const { buckets } = await lab.rpc.serverCountRequests({
      functionId: serverId,
      bucketSecs: 3600,
      ...range(2 * day),
    });
    assert.equal(
      buckets.reduce((sum, { count }) => sum + count, 0),
      stats.requestCount,
    );
    const quiet = await lab.rpc.serverGetTimeRangeStats({ functionId: serverId, ...range(60_000) });
    assert.equal(quiet.inference?.status, 2);
  });
});
