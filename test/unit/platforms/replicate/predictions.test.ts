import assert from 'node:assert/strict';
import { deploy, type Lab, newestVersion, openLab, rows, word } from './lab.ts';

const minute = 60_000;
const input = { prompt: 'Hello' };

describe('Replicate simulator: predictions', () => {
  let lab: Lab;
  let path: string;
  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
    path = `${await deploy(lab, 'chat')}/predictions`;
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });

  const run = (id: unknown): Promise<Record<string, unknown>> =>
    lab.want(200, 'GET', `/predictions/${word(id)}`);

  it('go from starting through processing to the end, with growing logs and output', async () => {
    const made = await lab.want(201, 'POST', path, { input });
    assert.equal(made['status'], 'starting');
    assert.equal(made['output'], null);
    assert.equal(made['deployment'], 'chat');
    assert.ok(!('started_at' in made) && !('metrics' in made) && !('source' in made));
    assert.match(word(made['id']), /^[0-9a-z]{26}$/);
    assert.match(word(made['created_at']), /\.(\d{3}|\d{9})Z$/);
    lab.sim.control.advance(2 * minute - 1);
    assert.equal((await run(made['id']))['status'], 'starting');
    lab.sim.control.advance(1 + 330);
    const half = await run(made['id']);
    assert.equal(half['status'], 'processing');
    assert.match(word(half['created_at']), /\.\d{6}Z$/);
    assert.deepEqual(half['output'], [' You', ' said:']);
    assert.match(word(half['logs']), /Random seed/);
    lab.sim.control.advance(5000);
    const done = await run(made['id']);
    assert.equal(done['status'], 'succeeded');
    assert.match(
      (done['output'] as string[]).join(''),
      /^ You said: "Hello"\.\nThat is all – ✓ nothing more\.$/,
    );
    const metrics = done['metrics'] as Record<string, number>;
    assert.equal(metrics['total_time'], 120 + metrics['predict_time']!);
    assert.ok(metrics['output_token_count']! > 5);
  });

  it('wait when asked to, and answer when the time is up', async () => {
    const cold = await lab.call('POST', path, { input }, { prefer: 'wait=5' });
    assert.deepEqual([cold.status, cold.body['status']], [202, 'starting']);
    assert.equal(cold.headers.get('preference-applied'), 'wait=5');
    lab.sim.control.setModes({ waitTimeout: 201 });
    await lab.want(201, 'POST', path, { input }, { prefer: 'wait=5' });
    lab.sim.control.advance(2 * minute);
    const warm = await lab.want(201, 'POST', path, { input }, { prefer: 'wait' });
    assert.equal(warm['status'], 'processing');
    assert.ok((warm['output'] as unknown as string[]).length > 5);
    assert.ok(!('metrics' in warm) && !('completed_at' in warm));
    assert.equal((await run(warm['id']))['status'], 'succeeded');
    for (const prefer of ['wait=0', 'wait=61', 'wait=x']) {
      await lab.want(400, 'POST', path, { input }, { prefer });
    }
    lab.sim.control.setModes({ badPrefer: 'ignore' });
    const ignored = await lab.call('POST', path, { input }, { prefer: 'wait=99' });
    assert.deepEqual([ignored.status, ignored.headers.get('preference-applied')], [201, null]);
  });

  it('wait for somebody who moves the clock, too', async () => {
    lab.sim.control.setModes({ heldTime: 'stands' });
    const held = lab.want(201, 'POST', path, { input }, { prefer: 'wait' });
    while (lab.sim.control.world.predictions.size === 0) await new Promise((go) => setTimeout(go, 2));
    lab.sim.control.heal('acme/chat');
    lab.sim.control.deployment('acme/chat').instances[0]!.phase = 'ready';
    lab.sim.control.heal('acme/chat');
    lab.sim.control.advance(10_000);
    assert.equal((await held)['status'], 'processing');
  });

  it('end at their deadline: aborted before the start, canceled after', async () => {
    const early = await lab.want(201, 'POST', path, { input }, { 'cancel-after': '1m30s' });
    assert.match(word(early['deadline']), /^2026-11-23T12:01:30/);
    lab.sim.control.advance(90_000);
    const aborted = await run(early['id']);
    assert.deepEqual([aborted['status'], aborted['started_at']], ['aborted', undefined]);
    lab.sim.control.advance(minute);
    lab.sim.control.scriptNextRun({ kind: 'hangs' });
    const late = await lab.want(201, 'POST', path, { input }, { 'cancel-after': '10' });
    lab.sim.control.advance(10_000);
    const canceled = await run(late['id']);
    assert.equal(canceled['status'], 'canceled');
    assert.deepEqual(canceled['metrics'], { predict_time: 10, total_time: 10 });
    for (const bad of ['4s', 'soon', '']) {
      await lab.want(422, 'POST', path, { input }, { 'cancel-after': bad });
    }
  });

  it('are cancelled, once', async () => {
    const made = await lab.want(201, 'POST', path, { input });
    const cancel = `/predictions/${word(made['id'])}/cancel`;
    const canceled = await lab.want(200, 'POST', cancel);
    assert.equal(canceled['status'], 'canceled');
    lab.sim.control.advance(minute);
    assert.deepEqual(await lab.want(200, 'POST', cancel), canceled);
    lab.sim.control.setModes({ unset: 'null' });
    const nulls = await run(made['id']);
    assert.deepEqual([nulls['started_at'], nulls['logs'], nulls['output']], [null, null, null]);
  });

  it('fail with a code, or at the limit of half an hour', async () => {
    lab.sim.control.scriptNextRun({ kind: 'fails' });
    lab.sim.control.scriptNextRun({ kind: 'hangs' });
    const made = await lab.want(201, 'POST', path, { input });
    const hung = await lab.want(201, 'POST', path, { input });
    lab.sim.control.advance(3 * minute);
    assert.match(word((await run(made['id']))['error']), /^E1001/);
    lab.sim.control.advance(30 * minute);
    assert.equal((await run(hung['id']))['status'], 'failed');
  });

  it('lose their data after an hour, but not their metrics', async () => {
    const made = await lab.want(201, 'POST', path, { input });
    lab.sim.control.advance(3 * minute);
    lab.sim.control.advance(60 * minute);
    const old = await run(made['id']);
    assert.deepEqual(
      [old['output'], old['logs'], old['input'], old['data_removed'], old['status']],
      [null, '', {}, true, 'succeeded'],
    );
    assert.ok('predict_time' in (old['metrics'] as object));
    lab.sim.control.setModes({ removedInput: 'null', removedMetrics: 'dropped' });
    const other = await lab.want(201, 'POST', path, { input });
    lab.sim.control.advance(70 * minute);
    const bare = await run(other['id']);
    assert.deepEqual([bare['input'], bare['metrics']], [null, undefined]);
  });

  it('are refused field by field', async () => {
    const sdxl = await deploy(lab, 'images', { model: 'stability-ai/sdxl' });
    const wrong = await lab.want(422, 'POST', `${sdxl}/predictions`, {
      input: {
        scheduler: 'NONE',
        num_outputs: 5,
        image: null,
        seed: 1.5,
        refine_strength: -0.1,
        prompt: 'fine',
      },
    });
    assert.equal(wrong['title'], 'Input validation failed');
    const fields = wrong['invalid_fields'] as unknown as Record<string, string>[];
    assert.deepEqual(
      fields.map(({ type, field }) => `${type} ${field}`),
      [
        'enum input.scheduler',
        'number_lte input.num_outputs',
        'invalid_type input.image',
        'invalid_type input.seed',
        'number_gte input.refine_strength',
      ],
    );
    assert.match(
      word(wrong['detail']),
      /^- input\.scheduler: Must be .*\n- input\.num_outputs: Must be less/,
    );
    const missing = await lab.want(422, 'POST', path, { input: {} });
    assert.match(word(missing['detail']), /^- input: prompt is required\n$/);
    const closed = await lab.want(422, 'POST', path, { input, model: 'a/b' });
    assert.match(word(closed['detail']), /Additional property model is not allowed/);
    await lab.want(422, 'POST', path, {});
    await lab.want(422, 'POST', path, { input: [] });
    await lab.want(422, 'POST', path, { input, webhook: 'http://example.com' });
  });

  it('run without a deployment where the platform lets them', async () => {
    const version = await newestVersion(lab, 'openai/whisper');
    const audio = { audio: 'data:audio/wav;base64,AAAA' };
    const byId = await lab.want(201, 'POST', '/predictions', { version, input: audio }, { prefer: 'wait' });
    assert.match(word(byId['output']), /^Ask not/);
    const named = { version: `openai/whisper:${version}`, input: audio };
    assert.ok(!('deployment' in (await lab.want(201, 'POST', '/predictions', named))));
    const official = 'meta/meta-llama-3-8b-instruct';
    const hidden = await lab.want(201, 'POST', `/models/${official}/predictions`, { input });
    assert.equal(hidden['version'], 'hidden');
    await lab.want(201, 'POST', '/predictions', { version: official, input });
    await lab.want(404, 'POST', '/models/openai/whisper/predictions', { input: audio });
    for (const unknown of ['0'.repeat(64), 'openai/whisper', 'ada/diary', 'no/such:1']) {
      const body = await lab.want(422, 'POST', '/predictions', { version: unknown, input: audio });
      assert.equal(body['title'], 'Invalid version or not permitted');
    }
  });

  it('are listed by time, with the deployment named one way or another', async () => {
    await lab.want(201, 'POST', path, { input });
    lab.sim.control.advance(minute);
    const second = await lab.want(201, 'POST', path, { input });
    const at = encodeURIComponent(word((await run(second['id']))['created_at']));
    const listed = async (search: string): Promise<number> =>
      rows(await lab.want(200, 'GET', `/predictions?${search}`)).length;
    assert.equal(await listed(''), 2);
    assert.equal(await listed(`created_after=${at}`), 1);
    assert.equal(await listed(`created_before=${at}`), 1);
    assert.equal(await listed('source=web'), 0);
    await lab.want(400, 'GET', '/predictions?source=api');
    await lab.want(400, 'GET', '/predictions?created_after=yesterday');
    for (const [mode, name] of [
      ['full', 'acme/chat'],
      ['absent', undefined],
    ] as const) {
      lab.sim.control.setModes({ deploymentField: mode });
      assert.equal((await run(second['id']))['deployment'], name);
    }
    lab.sim.control.setModes({ pageSize: 1 });
    const page = await lab.want(200, 'GET', '/predictions?created_after=2026-11-23');
    assert.match(
      word(page['next']),
      /^http:\/\/api\.replicate\.com\/v1\/predictions\?created_after=2026-11-23&cursor=/,
    );
  });

  it('answer files as data URIs to those who wait, and as addresses later', async () => {
    const sdxl = `${await deploy(lab, 'images', { model: 'stability-ai/sdxl' })}/predictions`;
    await lab.want(201, 'POST', sdxl, { input: {} });
    lab.sim.control.advance(2 * minute);
    const waited = await lab.want(201, 'POST', sdxl, { input: { num_outputs: 2 } }, { prefer: 'wait' });
    const inside = waited['output'] as unknown as string[];
    assert.ok(inside.length === 2 && inside.every((uri) => uri.startsWith('data:image/png;base64,')));
    const later = await run(waited['id']);
    const [url] = later['output'] as string[];
    assert.ok(url!.startsWith(lab.sim.baseUrls.delivery));
    const file = await fetch(url!);
    assert.equal(file.headers.get('content-type'), 'image/png');
    assert.equal(Buffer.from(await file.arrayBuffer()).toString('base64'), inside[0]!.split(',')[1]);
    assert.match(word(later['logs']), /100%\|█{10}\| 8\/8/);
    lab.sim.control.advance(61 * minute);
    assert.equal((await fetch(url!)).status, 404);
  });

  it('take every kind of input, keep secrets, and answer objects', async () => {
    const agent = `${await deploy(lab, 'agent', { model: 'acme/support-agent' })}/predictions`;
    const made = await lab.want(201, 'POST', agent, {
      input: { task: 'Sort', api_key: 'very-secret', labels: ['a'], context: { tier: 1 }, reference: 7 },
    });
    assert.equal(made['input']!['api_key'], '[REDACTED]');
    assert.ok(!JSON.stringify(lab.sim.control.requests()).includes('very-secret'));
    lab.sim.control.advance(3 * minute);
    const done = await run(made['id']);
    const output = done['output'] as Record<string, Record<string, string>>;
    assert.equal(await (await fetch(output['nested']!['report']!)).text(), 'Report on Sort\n');
    assert.ok(Array.isArray((done['metrics'] as Record<string, unknown>)['stages']));
    const bad = {
      task: 'ab',
      api_key: 'k',
      channel: 'X',
      labels: [1],
      reference: [],
      attachments: ['ftp://x'],
    };
    const refused = await lab.want(422, 'POST', agent, { input: bad });
    assert.equal((refused['invalid_fields'] as unknown as unknown[]).length, 5);
  });
});
