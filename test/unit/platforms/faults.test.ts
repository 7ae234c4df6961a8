import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { errorCode, type Lab, openLab } from './lab.ts';

const path = '/inference/v1/chat/completions';
const body = { model: 'acme/chat-prod', messages: [{ role: 'user', content: 'hello' }] };

describe('faults', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());
  afterEach(() => lab.sim.control.clearFaults());

  const stream = async (): Promise<string> => (await lab.call('POST', path, { ...body, stream: true })).text;

  it('hit what they match, as often as they say', async () => {
    const { control } = lab.sim;
    control.addFault({
      method: 'GET',
      path: '/v2/projects/*/endpoints',
      times: 2,
      skip: 1,
      fault: { kind: 'status', status: 503 },
    });
    const seen = [];
    for (let left = 4; left > 0; left -= 1)
      seen.push((await lab.call('GET', `${lab.project}/endpoints`)).status);
    assert.deepEqual(seen, [200, 503, 503, 200]);
    assert.deepEqual(control.faults(), []);
    const id = control.addFault({ path: '/**', every: 2, times: 9, fault: { kind: 'gateway' } });
    const page = [await lab.call('GET', '/v1/whoami'), await lab.call('GET', '/v1/whoami')];
    assert.deepEqual(
      page.map(({ status }) => status),
      [200, 502],
    );
    assert.match(page[1]!.headers.get('content-type')!, /html/);
    assert.equal(control.removeFault(id), true);
  });

  it('put the word of a rate limit wherever it may stand', async () => {
    const bodies = [];
    for (const placement of ['type', 'code', 'error_type', 'top', 'none'] as const) {
      lab.sim.control.addRateLimit({ path }, { placement, resetSeconds: 7 });
      const got = await lab.call('POST', path, body);
      assert.equal(got.status, 429);
      assert.equal(got.headers.get('x-ratelimit-reset'), '7');
      bodies.push(got.body);
    }
    const [type, code, own, top, none] = bodies.map(
      (one) => JSON.stringify(one).match(/"(\w+)":"dynamic_request_limited"/)?.[1],
    );
    assert.deepEqual([type, code, own, top, none], ['type', 'code', 'error_type', 'error_type', undefined]);
  });

  it('break the connection before, during and after the work', async () => {
    const { control } = lab.sim;
    for (const fault of [
      { kind: 'resetBeforeHeaders' },
      { kind: 'truncatedBody' },
      { kind: 'resetMidStream' },
    ] as const) {
      control.addFault({ path: '/v1/whoami', fault });
      await assert.rejects(lab.call('GET', '/v1/whoami'), TypeError, fault.kind);
    }
    control.addFault({ method: 'POST', path: '/v2/projects/*/endpoints', fault: { kind: 'loseResponse' } });
    await assert.rejects(lab.call('POST', `${lab.project}/endpoints`, { name: 'ghost' }), TypeError);
    const again = await lab.call('POST', `${lab.project}/endpoints`, { name: 'ghost' });
    assert.equal(again.status, 409, 'the lost one was created');
    control.addFault({ path: '/v1/whoami', fault: { kind: 'malformedJson' } });
    await assert.rejects(lab.call('GET', '/v1/whoami'), SyntaxError);
  });

  it('stall until the client leaves, and say so in the log', async () => {
    const { control } = lab.sim;
    control.addFault({ path: '/v1/whoami', fault: { kind: 'stallBeforeHeaders' } });
    const leave = AbortSignal.timeout(50);
    const headers = { authorization: `Bearer ${lab.sim.credentials.apiKey}` };
    await assert.rejects(fetch(`${lab.sim.baseUrls.v1}/whoami`, { signal: leave, headers }));
    await wait(50);
    assert.equal(control.requests({ path: '/v1/whoami' }).at(-1)?.outcome, 'client-left');
  });

  it('bend a stream in every way', async () => {
    const add = (fault: Parameters<typeof lab.sim.control.addFault>[0]['fault']): unknown =>
      lab.sim.control.addFault({ path, fault });
    const plain = await stream();
    assert.match(plain, /data: \[DONE\]\n\n$/);
    add({ kind: 'crlf' });
    assert.equal(await stream(), plain.replaceAll('\n', '\r\n'));
    add({ kind: 'comments' });
    assert.match(await stream(), /^: keep-alive\n\ndata: /);
    add({ kind: 'splitUtf8' });
    assert.equal(await stream(), plain);
    add({ kind: 'noDone' });
    const open = await stream();
    assert.ok(open.includes('"finish_reason":"stop"') && !open.includes('[DONE]'));
    add({ kind: 'noDone', cut: true });
    assert.ok(!(await stream()).includes('"finish_reason":"stop"'));
    add({ kind: 'emptyChoicesUsage' });
    assert.match(await stream(), /"choices":\[\],"usage":\{"prompt_tokens"/);
    add({ kind: 'streamError', afterEvents: 1 });
    const broken = (await stream()).split('\n\n');
    assert.match(broken[1]!, /^data: \{"error"/);
    add({ kind: 'streamError', named: true });
    assert.match(await stream(), /event: error\ndata: /);
    add({ kind: 'malformedEvent' });
    assert.match(await stream(), /data: \{"id":\n\n/);
    add({ kind: 'resetMidStream', afterEvents: 3 });
    await assert.rejects(stream(), TypeError);
    add({ kind: 'streamingRequired' });
    assert.equal(errorCode((await lab.call('POST', path, body)).body), 'streaming_required');
  });
});
