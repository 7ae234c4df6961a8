import assert from 'node:assert/strict';
import { startReplicate } from '../../../platforms/replicate/index.ts';
import { checkReplicateLogged, haveReplicateSpec } from '../../../platforms/replicate/spec.ts';
import { deploy, type Lab, openLab, rows, word } from './lab.ts';

const input = { prompt: 'Hello' };

describe('Replicate simulator: limits, errors and control', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });

  it('turns strangers away before anything else, without limits in the headers', async () => {
    for (const authorization of ['Bearer r8_nobody', 'Basic abc', '']) {
      const got = await lab.call('GET', '/nowhere', undefined, { authorization });
      assert.equal(got.status, 401);
      assert.equal(got.headers.get('content-type'), 'application/problem+json');
      assert.equal(got.headers.get('ratelimit-remaining'), null);
      assert.deepEqual(got.body, {
        title: 'Unauthenticated',
        detail: 'You did not pass a valid authentication token',
        status: 401,
      });
    }
    const lost = await lab.call('GET', '/chat/completions');
    assert.deepEqual([lost.status, lost.headers.get('ratelimit-remaining')], [404, '2999']);
    assert.match(lost.headers.get('cf-ray')!, /^[0-9a-f]{16}-AMS$/);
    const files = await lab.call('GET', '/files');
    assert.equal(files.headers.get('ratelimit-remaining'), null);
    const logged = lab.sim.control.requests();
    assert.ok(!JSON.stringify(logged).includes(lab.sim.credentials.token));
    assert.equal(logged.at(-1)!.headers['authorization'], 'Bearer [redacted]');
  });

  it('throttles by account, creating predictions apart from the rest', async () => {
    const path = `${await deploy(lab, 'chat')}/predictions`;
    const first = await lab.call('POST', path, { input });
    assert.equal(first.headers.get('ratelimit-remaining'), '599');
    lab.sim.control.setModes({ lowCredit: true });
    lab.sim.control.refillLimits();
    await lab.want(201, 'POST', path, { input });
    const throttled = await lab.call('POST', path, { input });
    assert.equal(throttled.status, 429);
    assert.equal(throttled.headers.get('retry-after'), null);
    assert.equal(throttled.body['retry_after'], 10);
    assert.match(throttled.text, /reduced to 6 requests per minute with a burst of 1 requests\. .* ~10s\./);
    await lab.want(200, 'GET', '/account');
    for (const retryAfter of ['seconds', 'date'] as const) {
      lab.sim.control.setModes({ retryAfter });
      const got = await lab.call('POST', path, { input });
      const wanted = { seconds: '10', date: 'Mon, 23 Nov 2026 12:00:10 GMT' }[retryAfter];
      assert.equal(got.headers.get('retry-after'), wanted);
    }
    lab.sim.control.advance(10_000);
    await lab.want(201, 'POST', path, { input });
  });

  it('wants credit', async () => {
    const path = `${await deploy(lab, 'chat')}/predictions`;
    lab.sim.control.setModes({ noCredit: true });
    const got = await lab.want(402, 'POST', path, { input });
    assert.equal(got['title'], 'Insufficient credit');
  });

  it('fails as gateways and networks do, before and after the work', async () => {
    const path = `${await deploy(lab, 'chat')}/predictions`;
    lab.sim.control.addFault({ path: '/v1/**', fault: { kind: 'gateway' } });
    const page = await lab.call('GET', '/account');
    assert.deepEqual([page.status, page.headers.get('content-type')], [502, 'text/html']);
    lab.sim.control.addFault({ method: 'POST', path: '/v1/**', fault: { kind: 'resetBeforeHeaders' } });
    await assert.rejects(lab.call('POST', path, { input }));
    lab.sim.control.addFault({ method: 'POST', path: '/v1/**', fault: { kind: 'loseResponse' } });
    await assert.rejects(lab.call('POST', path, { input }));
    // The second one was carried out.
    assert.equal(rows(await lab.want(200, 'GET', '/predictions')).length, 1);
    lab.sim.control.addFault({ path: '/v1/account', fault: { kind: 'malformedJson' } });
    await assert.rejects(lab.call('GET', '/account'), SyntaxError);
    const broken = await lab.call('POST', path, '{"input":', { 'content-type': 'application/json' });
    assert.equal(broken.status, 400);
  });

  it('reads what clients send against the document', async () => {
    const path = `${await deploy(lab, 'chat')}/predictions`;
    await lab.want(202, 'POST', path, { input }, { prefer: 'wait=5', 'cancel-after': '10m' });
    await lab.want(200, 'GET', '/predictions?created_after=2026-01-01T00:00:00Z');
    // Without the document at hand every verdict says so.
    const fine = haveReplicateSpec() ? [] : 'no-spec';
    for (const entry of lab.sim.control.requests()) assert.deepEqual(checkReplicateLogged(entry), fine);
    if (fine === 'no-spec') return;
    await lab.call('GET', '/predictions?deployment=chat');
    await lab.call('PATCH', '/deployments/acme/chat', { model: 'a/b' });
    const [unknown, closed] = lab.sim.control.requests().slice(-2).map(checkReplicateLogged);
    assert.match(String(unknown), /unknown query key deployment/);
    assert.match(String(closed), /unevaluated/);
  });

  it('keeps uploads for a day', async () => {
    const form = new FormData();
    form.append('content', new Blob(['Hello'], { type: 'text/plain' }), 'hello.txt');
    form.append('metadata', new Blob(['{"a":1}'], { type: 'application/json' }));
    const headers = { authorization: `Bearer ${lab.sim.credentials.token}` };
    const url = `${lab.sim.baseUrls.api}/files`;
    const answer = await fetch(url, { method: 'POST', headers, body: form });
    assert.equal(answer.status, 201);
    const made = (await answer.json()) as { id: string; size: number; name: string; metadata: object };
    assert.deepEqual([made.size, made.name, made.metadata], [5, 'hello.txt', { a: 1 }]);
    assert.equal(rows(await lab.want(200, 'GET', '/files')).length, 1);
    assert.equal((await lab.want(200, 'GET', `/files/${made.id}`))['content_type'], 'text/plain');
    const forged = `/files/${made.id}/download?owner=acme&expiry=9999999999&signature=x`;
    assert.deepEqual(await lab.want(404, 'GET', forged), { detail: 'File not found' });
    lab.sim.control.advance(24 * 3_600_000);
    await lab.want(404, 'GET', `/files/${made.id}`);
  });

  it('is controlled from another process as well', async () => {
    await deploy(lab, 'chat');
    const post = async (path: string, body: object): Promise<unknown> => {
      const got = await fetch(`${lab.sim.controlUrl}/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return ((await got.json()) as { result?: unknown; message?: string }).result;
    };
    const read = async (path: string): Promise<Record<string, unknown>> =>
      (await (await fetch(lab.sim.controlUrl + path)).json()) as Record<string, unknown>;
    const id = await post('run-outside', { deployment: 'acme/chat', input });
    await post('advance', { ms: 180_000 });
    assert.equal((await lab.want(200, 'GET', `/predictions/${word(id)}`))['status'], 'succeeded');
    await post('change-outside', { deployment: 'acme/chat', change: { min: 0, max: 0 } });
    const seen = await lab.want(200, 'GET', '/deployments/acme/chat');
    assert.equal(seen['current_release']!['number'], 2);
    assert.equal(await post('heal', { deployment: 'acme/nothing' }), undefined);
    assert.equal(((await read(''))['deployments'] as unknown[]).length, 1);
    const costs = (await read('/costs'))['deployments'] as Record<string, { nanoUsd: number }>;
    assert.equal(costs['acme/chat']!.nanoUsd, lab.sim.control.cost().nanoUsd);
    await post('remove-outside', { deployment: 'acme/chat' });
    await lab.want(404, 'GET', '/deployments/acme/chat');
  });

  it('lives by the wall clock, with the platform’s delays shortened', async () => {
    const sim = await startReplicate({ clock: { speed: 2400 }, seed: 'empty' });
    try {
      const deployment = sim.control.world.model('meta/llama-2-7b-chat')!.versions[0]!;
      const headers = {
        authorization: `Bearer ${sim.credentials.token}`,
        'content-type': 'application/json',
        prefer: 'wait=10',
      };
      const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
        const init = { method: 'POST', headers, body: JSON.stringify(body) };
        return (await (await fetch(sim.baseUrls.api + path, init)).json()) as Record<string, unknown>;
      };
      const name = { name: 'live', model: 'meta/llama-2-7b-chat', version: deployment.id };
      await post('/deployments', { ...name, hardware: 'cpu', min_instances: 0, max_instances: 1 });
      const started = Date.now();
      const run = await post('/deployments/acme/live/predictions', {
        input: { prompt: 'Hello', max_tokens: 3 },
      });
      const took = Date.now() - started;
      assert.deepEqual(run['output'], [' You', ' said:', ' "Hello".']);
      // 50 ms of boot and 375 ms of work, which no speed shortens.
      assert.ok(took >= 400 && took < 5000, `${took} ms`);
    } finally {
      await sim.close();
    }
  });
});
