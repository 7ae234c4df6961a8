import assert from 'node:assert/strict';
import * as v from 'valibot';
import { toUsage } from '../../../../src/connectors/together/usage.ts';
import { analytics } from '../../../../src/connectors/together/wire-v1.ts';
import { closeBenches, openBench } from './bench.ts';

const window = { from: 0, to: 3_600_000 };
const read = (body: unknown, id = 'dep_1') => toUsage(v.parse(analytics, body), id, window, 5);
const counted = (totalRequests: unknown) => ({ requestMetrics: { totalRequests } });

describe('what Together AI counted', () => {
  afterEach(closeBenches);

  it('is whole numbers out of strings, and unknown where they are none', () => {
    const total = (value: unknown) => read({ metrics: counted(value) }).requests?.total;
    assert.equal(total('1200'), 1200);
    assert.equal(total(7), 7);
    assert.equal(total('0'), 0);
    for (const odd of ['', ' ', 'NaN', '1.5', '1e3', '9007199254740993', null, {}, [], true, Infinity])
      assert.equal(total(odd), undefined, JSON.stringify(odd));
  });

  it('is never that of other deployments of the endpoint', () => {
    const timeSeries = [{ timestamp: '2026-01-01T00:00:00Z', values: { total_requests: 9 } }];
    const others = [{ deploymentId: 'dep_2', metrics: counted('9'), timeSeries }];
    const sum = { metrics: counted('9'), timeSeries };
    for (const body of [
      { ...sum, deploymentAnalytics: others },
      {
        ...sum,
        metrics: { ...counted('9'), deploymentMetrics: [{ deploymentId: 'dep_2', ...counted('9') }] },
      },
    ]) {
      const usage = read(body);
      assert.equal(usage.requests, undefined);
      assert.deepEqual(usage.series, []);
    }
    assert.equal(read(sum).requests?.total, 9, 'nothing is told apart: it is what was asked for');
  });

  it('has a unit where one is documented, and no more digits than mean anything', () => {
    const { other, series } = read({
      metrics: {
        throughputMetrics: { requestsPerSecond: 0.013888888888888888, tokensPerSecond: 'n/a' },
        resourceUtilization: { gpuUtilization: 37.5, networkBandwidthMbps: 812.34567 },
        errorMetrics: { errorRate: 0.25 },
      },
      timeSeries: [
        { timestamp: '2026-01-01T00:00:00Z', values: { a: '12', b: '' } },
        { timestamp: 'soon', values: { a: 1 } },
      ],
    });
    assert.deepEqual(other, [
      { label: 'requestsPerSecond', value: '0.01389' },
      { label: 'gpuUtilization', value: '37.5 %' },
      { label: 'networkBandwidthMbps', value: '812.3' },
      { label: 'Error rate', value: '0.25 %' },
    ]);
    assert.deepEqual(series, [{ name: 'a', points: [{ at: Date.parse('2026-01-01'), value: 12 }] }]);
  });

  it('says what is missing in whole sentences', () => {
    for (const sentence of read({}).absent) assert.match(sentence, /^[A-Z][^.!?]*\.$/);
    assert.ok(read({}).absent.length > 0);
  });

  it('is asked for the window that is shown, in steps that fit it', async () => {
    const bench = await openBench();
    const id = await bench.id('qwen-fp8');
    const now = bench.sim.control.now();
    const hour = 3_600_000;
    const asked = async (hours: number) => {
      bench.sent();
      const shown = { from: now - hours * hour, to: now };
      assert.deepEqual((await bench.connector.usage!(id, shown)).window, shown);
      const query = new URL(bench.sent({ path: /analytics$/ })[0]!.split(' ')[1]!, 'http://x').searchParams;
      assert.equal(Date.parse(query.get('startTime')!), shown.from);
      assert.equal(Date.parse(query.get('endTime')!), shown.to);
      assert.equal(query.get('deploymentId'), id.split('/')[1]);
      return query.get('granularity');
    };
    assert.deepEqual(
      [await asked(0.25), await asked(6), await asked(24), await asked(7 * 24), await asked(30 * 24)],
      ['1m', '1m', '1h', '1h', '1d'],
    );
  });
});
