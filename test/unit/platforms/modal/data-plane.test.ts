import assert from 'node:assert/strict';
import { arrived, type Lab, openLab, pass, proxyHeaders, turn } from './lab.ts';

const server = { tag: 'Server', kind: 'server' } as const;

describe('deployed functions on Modal', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
  });
  afterEach(() => lab.close());

  const ask = (path: string, body?: object, headers: Record<string, string> = proxyHeaders(lab.sim)) =>
    fetch(lab.sim.control.urlOf('chat') + path, {
      redirect: 'manual',
      headers,
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
  const prompt = { model: 'Qwen/Qwen3-8B-FP8', messages: [{ role: 'user', content: 'Why cold?' }] };
  const chat = (change: object = {}): Promise<Response> =>
    ask('/v1/chat/completions', { ...prompt, ...change });
  const containers = (): number => lab.sim.control.containers('chat').length;
  const warm = (config: object = {}): void => {
    lab.sim.control.deploy({ app: 'chat', config: { min: 1, ...config } });
    lab.sim.control.advance(90_000);
  };
  const counted = () => lab.sim.control.served('chat').inputs.length;

  it('refuses before anything starts, and forwards both ways to say who asks', async () => {
    lab.sim.control.deploy({ app: 'chat' });
    const { proxyTokenId: id, proxyTokenSecret: secret } = lab.sim.credentials;
    const wrong: Record<string, string>[] = [
      {},
      { 'modal-key': id },
      { 'modal-key': id, 'modal-secret': 'ws-no' },
      { authorization: 'Bearer x' },
    ];
    for (const headers of wrong) {
      const response = await ask('/health', undefined, headers);
      assert.equal(response.status, 401);
      assert.equal(await response.text(), 'modal-http: missing credentials for proxy authorization');
    }
    assert.deepEqual([containers(), counted(), lab.sim.control.invoice().pico], [0, 0, 0n]);
    const sent = ask('/health', undefined, { authorization: `Bearer ${id}.${secret}` });
    await arrived(lab.sim, 5);
    assert.equal(containers(), 1);
    lab.sim.control.advance(90_000);
    assert.equal((await sent).status, 200);
    assert.ok(!JSON.stringify(lab.sim.control.dataRequests()).includes(secret));
  });

  it('honours where a token counts, and that it is gone', async () => {
    warm();
    const token = lab.sim.control.addProxyToken({ scoped: true });
    const headers = { 'modal-key': token.id, 'modal-secret': token.secret };
    assert.equal((await ask('/health', undefined, headers)).status, 401);
    const [main] = (await lab.rpc.environmentList({})).items;
    await lab.rpc.webhookTokenEnvironmentAdd({ tokenId: token.id, environmentId: main!.environmentId });
    assert.equal((await ask('/health', undefined, headers)).status, 200);
    await lab.rpc.webhookTokenDelete({ tokenId: token.id });
    assert.equal((await ask('/health', undefined, headers)).status, 401);
  });

  it('holds a request through a cold start, and goes idle after the window', async () => {
    lab.sim.control.deploy({ app: 'chat' });
    const functionId = lab.sim.control.served('chat').id;
    const answer = chat();
    await arrived(lab.sim, 1);
    assert.deepEqual(await lab.rpc.functionGetCurrentStats({ functionId }), {
      backlog: 1,
      numTotalTasks: 1,
      numRunningInputs: 0,
      inputHeadroom: 0,
    });
    lab.sim.control.advance(90_000);
    const body = (await (await answer).json()) as { usage: { completion_tokens: number }; object: string };
    assert.equal(body.object, 'chat.completion');
    assert.ok(body.usage.completion_tokens > 5);
    lab.sim.control.advance(299_000);
    assert.equal(containers(), 1);
    lab.sim.control.advance(1_000);
    assert.equal(containers(), 0);
    assert.equal(lab.sim.control.invoice().containerMs, 390_000);
  });

  it('ends a container when its window is over, whatever is looked at or changed meanwhile', async () => {
    lab.sim.control.deploy({ app: 'chat' });
    const { id } = lab.sim.control.startContainer('chat');
    lab.sim.control.advance(90_000 + 200_000);
    const functionId = lab.sim.control.served('chat').id;
    await lab.rpc.functionUpdateSchedulingParams({ functionId, settings: { maxContainers: 2 } });
    lab.sim.control.advance(99_000);
    assert.deepEqual(
      lab.sim.control.containers('chat').map((one) => one.id),
      [id],
    );
    await lab.rpc.functionUpdateSchedulingParams({ functionId, settings: { scaledownWindow: 100 } });
    lab.sim.control.advance(0);
    assert.equal(containers(), 0);
  });

  it('redirects who waits long, and answers at the end of the redirects', async () => {
    lab.sim.control.setModes({ coldStartMs: 400_000 });
    lab.sim.control.deploy({ app: 'chat' });
    let sent = chat();
    const hops: string[] = [];
    for (let hop = 0; hop < 2; hop += 1) {
      await arrived(lab.sim, hop + 1);
      lab.sim.control.advance(150_000);
      const response = await sent;
      assert.equal(response.status, 303);
      const location = response.headers.get('location')!;
      assert.match(location, /__modal_function_call_id=fc-/);
      hops.push(location);
      sent = fetch(location, { redirect: 'manual', headers: proxyHeaders(lab.sim) });
    }
    await arrived(lab.sim, 3);
    lab.sim.control.advance(100_000);
    const response = await sent;
    assert.equal(response.status, 200);
    assert.match(await response.text(), /Why cold\?/);
    assert.equal(new Set(hops).size, 1);
    assert.equal(counted(), 1);
    assert.equal((await fetch(hops[0]!, { headers: proxyHeaders(lab.sim) })).status, 404);
  });

  it('keeps an answer that was redirected for whoever follows, and its container free', async () => {
    lab.sim.control.setModes({ coldStartMs: 160_000 });
    lab.sim.control.deploy({ app: 'chat' });
    const sent = chat({ stream: true });
    await arrived(lab.sim, 1);
    lab.sim.control.advance(150_000);
    const location = (await sent).headers.get('location')!;
    lab.sim.control.advance(10_000);
    await turn();
    const [container] = lab.sim.control.containers('chat');
    assert.deepEqual([container!.startedAt > 0, container!.running], [true, 0]);
    const followed = await fetch(location, { headers: proxyHeaders(lab.sim) });
    assert.match(await followed.text(), /data: \[DONE\]/);
    assert.deepEqual([container!.running, counted()], [0, 1]);
  });

  it('of a server are 503 until a container is up, and any probe wakes one', async () => {
    lab.sim.control.deploy({ app: 'chat' });
    const { config } = lab.sim.control.served('chat');
    lab.sim.control.deploy({ app: 'chat', functions: [{ ...server, config }] });
    const head = await fetch(lab.sim.control.urlOf('chat'), {
      method: 'HEAD',
      headers: proxyHeaders(lab.sim),
    });
    assert.equal(head.status, 503);
    assert.equal((await chat()).status, 503);
    assert.deepEqual([containers(), counted()], [1, 2]);
    lab.sim.control.advance(90_000);
    assert.equal((await chat()).status, 200);
  });

  it('speaks as vLLM does', async () => {
    const loras = [{ name: 'sql', path: '/adapters/sql' }];
    warm({ loras });
    const { data } = (await (await ask('/v1/models')).json()) as { data: Record<string, unknown>[] };
    assert.deepEqual(
      data.map(({ id, root, parent }) => [id, root, parent]),
      [
        ['Qwen/Qwen3-8B-FP8', 'Qwen/Qwen3-8B-FP8', null],
        ['sql', '/adapters/sql', 'Qwen/Qwen3-8B-FP8'],
      ],
    );
    const whole = (await (await chat({ seed: 4 })).json()) as { choices: { message: { content: string } }[] };
    const streamed = await (
      await chat({ seed: 4, stream: true, stream_options: { include_usage: true } })
    ).text();
    const events = streamed.split('\n\n').filter((event) => event !== '');
    assert.equal(events.at(-1), 'data: [DONE]');
    type Chunk = { choices: { delta: { content?: string } }[]; usage?: object };
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice(6)) as Chunk);
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    assert.equal(text, whole.choices[0]!.message.content);
    assert.deepEqual(chunks.filter(({ usage }) => usage).length, 1);
    assert.notEqual(await (await chat({ model: 'sql' })).text(), await (await chat()).text());
    assert.match(await (await ask('/metrics')).text(), /vllm:generation_tokens_total\{.*\} [1-9]/);
    const cut = (await (await chat({ max_tokens: 2 })).json()) as { choices: { finish_reason: string }[] };
    assert.equal(cut.choices[0]!.finish_reason, 'length');
  });

  it('refuses an unknown model in either form', async () => {
    warm();
    const nested = await chat({ model: 'nobody' });
    assert.equal(nested.status, 404);
    const type = 'NotFoundError';
    assert.equal(((await nested.json()) as { error: { type: string } }).error.type, type);
    lab.sim.control.setModes({ engineErrors: 'flat' });
    const flat = (await (await chat({ model: 'nobody' })).json()) as Record<string, unknown>;
    assert.deepEqual([flat['object'], flat['type']], ['error', type]);
    assert.equal((await chat({ messages: [] })).status, 400);
  });

  it('queues beyond what containers take, and starts more up to the maximum', async () => {
    lab.sim.control.deploy({ app: 'chat', config: { maxInputs: 1, targetInputs: 1, max: 2 } });
    const sent = [chat(), chat(), chat(), chat()];
    await arrived(lab.sim, 4);
    const functionId = lab.sim.control.served('chat').id;
    const stats = await lab.rpc.functionGetCurrentStats({ functionId });
    assert.deepEqual([stats.backlog, stats.numTotalTasks, stats.numRunningInputs], [4, 2, 0]);
    await pass(lab.sim, 90_000);
    const answers = await Promise.all(sent);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    const { containers: used } = lab.sim.control.served('chat');
    assert.equal(used.length, 2);
  });

  it('are gone with their app', async () => {
    warm();
    const url = lab.sim.control.urlOf('chat');
    lab.sim.control.stopApp('chat');
    const stopped = await fetch(url, { headers: proxyHeaders(lab.sim) });
    assert.equal(stopped.status, 404);
    assert.match(await stopped.text(), /^modal-http: app for invoked web endpoint is stopped$/);
    assert.equal((await fetch(`${lab.sim.dataOrigin}/f/fu-nothing`)).status, 404);
  });

  it('crash again and again when they cannot start', async () => {
    lab.sim.control.deploy({ app: 'chat' });
    lab.sim.control.script('chat', { kind: 'crashes', message: 'ValueError: no such model' });
    const sent = chat();
    await arrived(lab.sim, 1);
    lab.sim.control.advance(200_000);
    const functionId = lab.sim.control.served('chat').id;
    const now = new Date(lab.sim.control.now());
    const { containerErrorCount, containerStartedCount } = await lab.rpc.functionGetTimeRangeStats({
      functionId,
      since: new Date(now.getTime() - 600_000),
      until: now,
    });
    assert.deepEqual([containerErrorCount, containerStartedCount], [2, 0]);
    assert.equal((await sent).status, 303);
  });
});
