import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SimClock } from '../../platforms/kit/clock.ts';
import { type Lab, openLab, word } from './lab.ts';

const main = join(import.meta.dirname, '..', '..', 'platforms', 'main.ts');

describe('the simulator’s controls', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  const control = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(lab.sim.controlUrl + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown>;
  };

  it('work over HTTP without a key, and stay out of the log', async () => {
    const before = lab.sim.control.now();
    await control('POST', '/advance', { ms: 600_000 });
    assert.equal(lab.sim.control.now(), before + 600_000);
    await control('POST', '/modes', { billing: 'on' });
    await lab.want(200, 'GET', '/v1/billing/usage');
    await control('POST', '/faults', { path: '/v1/whoami', fault: { kind: 'status', status: 402 } });
    assert.equal((await lab.call('GET', '/v1/whoami')).status, 402);
    const { requests } = (await control('GET', '/requests?path=whoami')) as {
      requests: { faults: string[] }[];
    };
    assert.deepEqual(requests[0]?.faults, ['status']);
    assert.deepEqual(lab.sim.control.requests({ path: '/control' }), []);
    const costs = (await control('GET', '/costs')) as { total: { replicaMs: number } };
    assert.ok(costs.total.replicaMs > 0);
    assert.equal((await control('POST', '/heal', { deployment: 'none' }))['ok'], false);
    await control('POST', '/heal', { deployment: 'r1' });
    lab.sim.control.advance(600_000);
    assert.equal(lab.sim.control.deployment('acme/reasoning/r1').state, 'READY');
  });

  it('show billing with decimal strings, for the key’s organization only', async () => {
    lab.sim.control.setModes({ billing: 'on' });
    const page = await lab.want(200, 'GET', '/v1/billing/usage?organization_id=org_acme1&limit=5');
    const line = page['data']!['0']!['line_items']!['0']!;
    assert.equal(line['unit_price'], '0.00000088');
    const nano = Math.round(Number(word(line['cost'])) * 1e9);
    assert.equal(nano, Number(word(line['quantity'])) * 880, 'cost is quantity × price to the last digit');
    const cursor = word(page['next_cursor']);
    await lab.want(200, 'GET', `/v1/billing/usage?limit=5&after=${cursor}`);
    await lab.want(400, 'GET', `/v1/billing/usage?granularity=hour&after=${cursor}`);
    await lab.want(403, 'GET', '/v1/billing/usage?organization_id=org_other');
    lab.sim.control.setModes({ billing: 'off' });
    await lab.want(404, 'GET', '/v1/billing/usage');
  });

  it('are a process that says where it is, and goes when told', async () => {
    const child = spawn(process.execPath, [main, '--empty'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const { together } = JSON.parse(line.toString()) as {
        together: { baseUrls: { v1: string }; credentials: { apiKey: string }; control: string };
      };
      const headers = { authorization: `Bearer ${together.credentials.apiKey}` };
      assert.equal((await fetch(`${together.baseUrls.v1}/whoami`, { headers })).status, 200);
      const state = (await (await fetch(together.control)).json()) as { speed: number; now: string };
      assert.equal(state.speed, 30);
      assert.ok(Math.abs(Date.parse(state.now) - Date.now()) < 5_000);
    } finally {
      child.kill('SIGTERM');
    }
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});

describe('the simulator’s clock', () => {
  it('runs what is due in order, at the moment it was due', () => {
    const clock = new SimClock(1000, 0);
    const seen: [string, number][] = [];
    const note = (word: string) => () => void seen.push([word, clock.now()]);
    clock.after(20, note('b'));
    clock.after(10, () => {
      note('a')();
      clock.after(5, note('between'));
    });
    clock.after(20, note('c'));
    const cancel = clock.after(15, note('never'));
    cancel();
    clock.advance(19);
    clock.advance(1);
    assert.deepEqual(seen, [
      ['a', 1010],
      ['between', 1015],
      ['b', 1020],
      ['c', 1020],
    ]);
    assert.equal(clock.now(), 1020);
    clock.close();
  });

  it('live, tells the time and divides durations', async () => {
    const start = Date.now();
    const clock = new SimClock(start, 1000);
    const before = clock.now();
    let asked = 0;
    const at = await new Promise<number>((resolve) => {
      clock.after(20_000, () => resolve(clock.now()));
      asked = clock.now();
    });
    // A busy machine lets time pass between any two lines.
    assert.ok(at >= before + 20 && at <= asked + 20, `${before} ${asked} ${at}`);
    clock.setSpeed(0);
    const still = clock.now();
    clock.after(50, () => undefined);
    assert.equal(clock.now(), still);
    clock.close();
  });
});
