import assert from 'node:assert/strict';
import Replicate from 'replicate';
import { type Lab, openLab } from './lab.ts';

/** Drives the simulator with the platform's own client: what it cannot read, nobody should send. */
describe('the official Replicate client against the simulator', () => {
  let lab: Lab;
  let client: Replicate;

  beforeEach(async () => {
    // The client follows `next` as it stands, and only ever polls: time passes with each look.
    lab = await openLab({ modes: { nextLinks: 'own', pollMs: 30_000, pageSize: 3 } });
    client = new Replicate({ auth: lab.sim.credentials.token, baseUrl: lab.sim.baseUrls.api });
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });

  it('reads account, hardware, models and collections', async () => {
    assert.equal((await client.accounts.current()).username, 'acme');
    assert.ok((await client.hardware.list()).some(({ sku }) => sku === 'gpu-l40s'));
    const names: string[] = [];
    for await (const models of client.paginate(() => client.models.list())) {
      names.push(...models.map(({ owner, name }) => `${owner}/${name}`));
    }
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.includes('stability-ai/sdxl') && !names.includes('acme/frames'));
    const found = await client.models.search('language');
    assert.equal(found.results[0]?.owner, 'meta');
    const page = await client.models.versions.list('stability-ai', 'sdxl');
    assert.equal(page.results.length, 3);
    assert.match(page.next ?? '', /cursor=/);
    const version = await client.models.versions.get('stability-ai', 'sdxl', page.results[0]!.id);
    assert.ok(version.openapi_schema);
    assert.equal((await client.collections.get('text-to-image')).models?.length, 2);
  });

  it('takes a deployment from nothing to traffic and away again', async () => {
    const model = await client.models.get('stability-ai', 'sdxl');
    const made = await client.deployments.create({
      name: 'cycle',
      model: 'stability-ai/sdxl',
      version: model.latest_version!.id,
      hardware: 'gpu-l40s',
      min_instances: 0,
      max_instances: 1,
    });
    assert.equal(made.current_release.number, 1);
    const queued = await client.deployments.predictions.create('acme', 'cycle', { input: { prompt: 'Sea' } });
    const done = await client.wait(queued, { interval: 1 });
    assert.equal(done.status, 'succeeded');
    assert.equal(done.deployment, 'cycle');
    const blocked = await client.deployments.predictions.create('acme', 'cycle', {
      input: { prompt: 'Sea', image: Buffer.from('a picture') },
      wait: 30,
    });
    assert.equal(blocked.status, 'processing');
    assert.match((blocked.output as string[])[0]!, /^data:image\/png/);
    // Uploaded first, as its file strategy says.
    assert.match((blocked.input as { image: string }).image, /\/v1\/files\//);

    const listed = await client.deployments.list();
    assert.equal(listed.results[0]!.name, 'cycle');
    const off = { min_instances: 0, max_instances: 0 };
    const stopped = await client.deployments.update('acme', 'cycle', off);
    assert.equal(stopped.current_release.number, 2);
    await assert.rejects(client.deployments.delete('acme', 'cycle'), /offline and unused/);
    lab.sim.control.advance(15 * 60_000);
    assert.equal(await client.deployments.delete('acme', 'cycle'), true);
    await assert.rejects(client.deployments.get('acme', 'cycle'), /404/);
  });

  it('runs, streams, cancels and lists', async () => {
    const official = 'meta/meta-llama-3-8b-instruct';
    const said = (await client.run(official, { input: { prompt: 'Hello' } })) as string[];
    assert.match(said.join(''), /You said: "Hello"/);
    const events: string[] = [];
    let text = '';
    for await (const { event, data } of client.stream(official, { input: { prompt: 'Stream' } })) {
      events.push(event);
      if (event === 'output') text += data;
    }
    assert.equal(text, ' You said: "Stream".\nThat is all – ✓ nothing more.');
    assert.equal(events.at(-1), 'done');
    lab.sim.control.scriptNextRun({ kind: 'hangs' });
    const hung = await client.predictions.create({ model: official, input: { prompt: 'x' } });
    assert.equal((await client.predictions.cancel(hung.id)).status, 'canceled');
    lab.sim.control.scriptNextRun({ kind: 'fails', error: 'E1001: out of memory' });
    const polled = { input: { prompt: 'x' }, wait: { mode: 'poll' as const, interval: 1 } };
    await assert.rejects(client.run(official, polled), /E1001: out of memory/);
    let seen = 0;
    for await (const runs of client.paginate(() => client.predictions.list())) seen += runs.length;
    assert.equal(seen, 8);
  });

  it('uploads files and sees errors', async () => {
    const file = await client.files.create(Buffer.from('some bytes'), { customer: 7 });
    assert.deepEqual([file.size, file.metadata], [10, { customer: 7 }]);
    assert.equal(await client.files.delete(file.id), true);
    const stranger = new Replicate({ auth: 'r8_nobody', baseUrl: lab.sim.baseUrls.api });
    await assert.rejects(stranger.accounts.current(), /401/);
    const community = { model: 'openai/whisper', input: {} };
    await assert.rejects(client.predictions.create(community), /404/);
  });
});
