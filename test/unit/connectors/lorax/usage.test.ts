import assert from 'node:assert/strict';
import { PlatformError } from '../../../../src/connectors/index.ts';
import { closeLoraxBenches, openLorax } from './bench.ts';

describe('usage of a LoRAX server', () => {
  afterEach(closeLoraxBenches);
  const minute = 60_000;

  it('counts since the start of the server while there is no earlier reading, and says so', async () => {
    const bench = await openLorax();
    for (let times = 0; times < 3; times++) await bench.ask({ stream: false });
    await bench.ask({ adapter: 'acme/nothing' });
    await bench.ask({ prompt: 'x', maxTokens: 100_000 });
    bench.sim.control.setQueue(4);
    const now = bench.sim.control.now();
    const usage = await bench.servers().usage('lorax/one', { from: now - minute, to: now + 1 });
    assert.equal(usage.requests?.succeeded, 3);
    assert.equal(usage.requests.total! >= 4, true);
    assert.equal(usage.tokens?.output, 36);
    assert.ok(usage.tokens.input! > 0);
    assert.deepEqual(usage.failures?.map(({ label }) => label).sort(), ['download_adapter', 'validation']);
    assert.equal(usage.requests.failed, 2);
    const { average, p50, p95, p99 } = usage.latency!;
    assert.ok(average! > 0 && p50! > 0 && p50! <= p95! && p95! <= p99!);
    assert.equal(usage.firstToken, undefined);
    assert.equal(usage.cost, undefined);
    assert.match(usage.basis ?? '', /since it was started/);
    assert.match(usage.basis ?? '', /interpolated/);
    assert.deepEqual(usage.other[0], { label: 'Queue length now', value: '4' });
    for (const missing of [/first token/, /adapters/, /GPU/, /failed/])
      assert.ok(usage.absent.some((sentence) => missing.test(sentence)));
  });

  it('tells a window from the readings inside it, and a restart from a fall', async () => {
    const bench = await openLorax();
    const servers = bench.servers();
    const read = async (minutes: number) => {
      const now = bench.sim.control.now();
      return servers.usage('lorax/one', { from: now - minutes * minute, to: now });
    };
    await bench.ask();
    await read(60);
    bench.sim.control.advance(10 * minute);
    await bench.ask();
    await bench.ask();
    const grown = await read(60);
    assert.equal(grown.requests?.succeeded, 2);
    assert.equal(grown.tokens?.output, 24);
    assert.match(grown.basis ?? '', /over the 10 min between/);
    assert.equal(grown.window.to - grown.window.from, 10 * minute);
    assert.ok(grown.latency?.p50);
    assert.deepEqual(
      grown.series.map(({ name, points }) => [name, points.length]),
      [
        ['Requests per minute', 1],
        ['Output tokens per second', 1],
        ['Queue length', 2],
      ],
    );
    assert.equal(grown.series[0]!.points[0]!.value, 0.2);
    const short = await read(5);
    assert.equal(short.requests?.succeeded, 0, 'nothing since the reading just before');
    await bench.sim.control.restart();
    bench.sim.control.advance(minute);
    await bench.ask();
    const after = await read(60);
    assert.equal(after.requests?.succeeded, 3);
    assert.match(after.basis ?? '', /restarted in between/);
  });

  it('is nothing yet on a server that has just been started, and not unknown', async () => {
    const bench = await openLorax();
    const usage = await bench.servers().usage('lorax/one', { from: 0, to: bench.sim.control.now() });
    assert.deepEqual(usage.requests, { total: 0, succeeded: 0, failed: 0 });
    assert.equal(usage.latency, undefined);
    assert.equal(usage.failures, undefined);
  });

  it('is not taken from a page of something else, which counts nothing of LoRAX', async () => {
    const bench = await openLorax();
    const servers = bench.servers();
    for (const text of ['<html>Sign in</html>', '{"ok":true}', 'tgi_request_count 7\n']) {
      bench.sim.control.addFault({ path: '/metrics', fault: { kind: 'status', status: 200, text } });
      const asked = servers.usage('lorax/one', { from: 0, to: 1 });
      await assert.rejects(asked, (error) => error instanceof PlatformError && error.code === 'malformed');
    }
    const { requests } = await servers.usage('lorax/one', { from: 0, to: 1 });
    assert.equal(requests?.total, 0, 'what was no page of it is no reading');
  });

  it('says so where a proxy hides it', async () => {
    const bench = await openLorax();
    bench.sim.control.addFault({ path: '/metrics', fault: { kind: 'status', status: 404, text: '' } });
    const window = { from: 0, to: bench.sim.control.now() };
    const failure: unknown = await bench
      .servers()
      .usage('lorax/one', window)
      .catch((thrown: unknown) => thrown);
    assert.ok(failure instanceof PlatformError && failure.code === 'unsupported');
  });
});
