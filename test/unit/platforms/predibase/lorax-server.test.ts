import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { type Got, type LoraxLab, openLorax, type Wire, word, until } from './lab.ts';

const body = { inputs: 'hello', parameters: { max_new_tokens: 8, details: true } };

describe('LoRAX, the server itself', () => {
  let lab: LoraxLab;
  beforeEach(async () => {
    lab = await openLorax({ nanoUsdPerHour: 3_600_000_000 });
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });
  const ask = (): Promise<Got> => lab.call('POST', '/generate', body);
  const metrics = async (): Promise<string> => (await lab.call('GET', '/metrics')).text;

  it('trap 22: shows what it is, with a version that says nothing, and less of it when it is old', async () => {
    const { body: info } = await lab.call('GET', '/info');
    assert.deepEqual(
      [info['model_id'], info['version'], info['eager_prefill']],
      ['Qwen/Qwen3-8B', '0.1.0', true],
    );
    lab.sim.control.setSettings({ eagerPrefill: false });
    const old = (await lab.call('GET', '/info')).body;
    assert.ok(!('eager_prefill' in old) && !('request_logger_url' in old));
    const { text } = await lab.call('POST', '/tokenize', { inputs: 'two words' });
    assert.equal((JSON.parse(text) as unknown[]).length, 3);
  });

  it('refuses connections while it starts, and costs nothing then', async () => {
    const { control } = lab.sim;
    control.advance(3_600_000);
    await control.setState('starting');
    await assert.rejects(ask(), TypeError);
    const answer = await fetch(lab.sim.controlUrl);
    assert.equal(((await answer.json()) as Record<string, unknown>)['state'], 'starting');
    control.advance(3_600_000);
    await control.setState('healthy');
    assert.equal((await ask()).status, 200);
    control.advance(1_800_000);
    assert.deepEqual(control.cost(), { activeMs: 5_400_000, replicaMs: 5_400_000, nanoUsd: 5_400_000_000 });
  });

  it('trap 15: says it is healthy while generation hangs, until the client leaves', async () => {
    await lab.sim.control.setState('stuck');
    assert.equal((await lab.call('GET', '/health')).status, 200);
    const url = `${lab.sim.baseUrls.server}/generate`;
    const leave = new AbortController();
    const { signal } = leave;
    const headers = { 'content-type': 'application/json' };
    const hanging = fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
    const { engine } = lab.sim.control;
    await until(() => engine.inFlight === 1);
    leave.abort();
    await assert.rejects(hanging);
    await until(() => engine.inFlight === 0);
    assert.match(await metrics(), /lorax_request_failure\{err="dropped"\} 1\n/);
  });

  it('keeps a quiet stream open with comments', async () => {
    const { control } = lab.sim;
    control.setModes({ holdLoads: true, keepAliveMs: 15 });
    const parameters = { ...body.parameters, adapter_id: 'acme/sql-lora' };
    const stream = lab.call('POST', '/generate_stream', { ...body, parameters });
    await until(() => control.seen().length === 1);
    await wait(80);
    control.advance(60_000);
    assert.match((await stream).text, /^:\n\n:\n\n(:\n\n)*data: /);
    control.setModes({ dataSpace: false });
    assert.match((await lab.call('POST', '/generate_stream', body)).text, /^data:\{/);
  });

  it('says when it is unhealthy, and trap 32: when only a restart helps', async () => {
    const { control } = lab.sim;
    await control.setState('unhealthy');
    const sick = await lab.call('GET', '/health');
    assert.deepEqual([sick.status, sick.body], [503, { error: 'unhealthy', error_type: 'healthcheck' }]);
    await control.setState('poisoned');
    const got = [await ask(), await ask(), await ask(), await lab.call('GET', '/health')];
    assert.deepEqual(
      got.map(({ status }) => status),
      [424, 424, 424, 200],
    );
    assert.equal((await lab.call('GET', '/startup')).status, 500);
    await control.restart();
    assert.equal((await ask()).status, 200);
    assert.equal((await lab.call('GET', '/startup')).status, 200);
  });

  it('trap 14: is overloaded with 429 and no Retry-After, on a stream as an event', async () => {
    lab.sim.control.occupy(1024);
    const got = await ask();
    assert.deepEqual([got.status, got.body['error_type']], [429, 'overloaded']);
    assert.equal(got.headers.get('retry-after'), null);
    const events = await lab.events('/generate_stream', body);
    assert.deepEqual(events, [{ error: 'Model is overloaded', error_type: 'overloaded' }]);
  });

  it('counts in Prometheus text, from the first event on', async () => {
    assert.equal(await metrics(), '');
    const answers = [await ask(), await ask()];
    const tokens = answers.reduce((sum, got) => sum + Number(got.headers.get('x-generated-tokens')), 0);
    await lab.call('POST', '/generate', { inputs: '' });
    const page = await metrics();
    assert.match(page, /# TYPE lorax_request_count counter\nlorax_request_count 3\n\n/);
    assert.match(page, /lorax_request_success 2\n/);
    assert.match(page, /lorax_request_failure\{err="validation"\} 1\n/);
    assert.ok(page.includes(`lorax_request_generated_tokens_sum ${tokens}\n`));
    assert.match(page, /lorax_request_duration_bucket\{le="\+Inf"\} 2\n/);
    assert.match(page, /lorax_request_queue_duration_bucket\{le="0\.00015"\} 2\n/);
    assert.match(page, /lorax_request_skipped_tokens\{quantile="0\.5"\} 0\n/);
    assert.match(page, /lorax_queue_length 0\n/);
    assert.match(page, /lorax_batch_current_size 0\n/);
    assert.ok(!page.includes('# HELP'));
    assert.equal(page.match(/lorax_request_duration_bucket/g)?.length, 36);
    await lab.sim.control.restart();
    assert.equal(await metrics(), '');
  });

  it('counts in JSON too, where one counter has an odd key', async () => {
    await ask();
    const { text } = await lab.call('GET', '/metrics', undefined, { accept: 'application/json' });
    const page = JSON.parse(text) as Record<string, { type: string; data: Wire[] }>;
    assert.equal(word(page['lorax_request_count']!.data[0]!['key']), 'count');
    const keys = page['lorax_request_duration']!.data.map((one) => word(one['key']));
    assert.ok(keys.includes('sum') && keys.includes('lorax_request_duration_bucket{le="+Inf"}'));
  });

  it('trap 10: lets pages in without credentials and shows them no headers', async () => {
    const got = await lab.call('OPTIONS', '/generate');
    assert.equal(got.headers.get('access-control-allow-origin'), '*');
    assert.equal(got.headers.get('access-control-allow-headers'), 'content-type');
    assert.equal((await ask()).headers.get('access-control-expose-headers'), null);
  });

  it('bends streams as the faults say, and trap 5: a lost end is an end', async () => {
    const { control } = lab.sim;
    const stream = async (): Promise<string> => (await lab.call('POST', '/generate_stream', body)).text;
    const whole = await stream();
    control.addFault({ path: '/generate_stream', fault: { kind: 'splitUtf8' } });
    assert.equal(await stream(), whole);
    control.addFault({ path: '/generate_stream', fault: { kind: 'noDone' } });
    const cut = await stream();
    assert.ok(whole.startsWith(cut) && cut !== whole && !cut.includes('"finish_reason"'));
    control.addFault({ path: '/generate_stream', fault: { kind: 'streamError', afterEvents: 1 } });
    const [, failed] = await lab.events('/generate_stream', body);
    assert.deepEqual(failed, { error: 'Incomplete generation', error_type: 'incomplete_generation' });
    control.addFault({ path: '/generate_stream', fault: { kind: 'resetMidStream' } });
    await assert.rejects(stream(), TypeError);
    control.addFault({ path: '/health', fault: { kind: 'gateway', status: 503 } });
    assert.match((await lab.call('GET', '/health')).type, /html/);
  });

  it('embeds and classifies only when it was made for that', async () => {
    const { control } = lab.sim;
    const failed = await lab.call('POST', '/embed', { inputs: 'x' });
    assert.deepEqual([failed.status, failed.body['error_type']], [500, 'embedding_failure']);
    control.setSettings({ kind: 'embed' });
    const vectors = await lab.call('POST', '/v1/embeddings', { input: ['a', 'b'], model: '' });
    assert.equal((vectors.body['embeddings'] as unknown as unknown[]).length, 2);
    const events = await lab.events('/generate_stream', body);
    assert.deepEqual(
      events.map((event) => word((event as Wire)['error_type'])),
      ['validation', 'incomplete_generation'],
    );
    control.setSettings({ kind: 'classify' });
    const { text } = await lab.call('POST', '/classify', { inputs: 'Ada met Grace' });
    assert.equal((JSON.parse(text) as unknown[]).length, 2);
  });

  it('may stand behind a proxy that wants a token of its own', async () => {
    const proxied = await openLorax({ proxyToken: 'door' });
    assert.match((await proxied.call('GET', '/health')).type, /html/);
    const headers = { authorization: 'Bearer door' };
    assert.equal((await proxied.call('GET', '/health', undefined, headers)).status, 200);
    await proxied.close();
  });
});
