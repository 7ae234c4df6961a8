import assert from 'node:assert/strict';
import type { Modes } from '../../../platforms/replicate/options.ts';
import { deploy, type Lab, openLab, word } from './lab.ts';

const minute = 60_000;
const input = { prompt: 'Hello' };

describe('Replicate simulator: what the documentation leaves open', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });

  const modes = (some: Partial<Modes>): void => lab.sim.control.setModes(some);
  const status = async (id: unknown): Promise<unknown> =>
    (await lab.want(200, 'GET', `/predictions/${word(id)}`))['status'];

  it('leaves out what older answers leave out, and ends lists in three ways', async () => {
    const path = await deploy(lab, 'chat');
    modes({ createStyle: '2023' });
    const made = await lab.want(201, 'POST', `${path}/predictions`, { input });
    assert.ok(!('output' in made) && !('data_removed' in made));
    modes({ deploymentDetail: 'noAuthor' });
    assert.ok(!('created_by' in (await lab.want(200, 'GET', path))['current_release']!));
    modes({ deploymentDetail: 'noRelease' });
    assert.deepEqual(await lab.want(200, 'GET', path), { owner: 'acme', name: 'chat' });
    const next = async (): Promise<unknown> => (await lab.want(200, 'GET', '/deployments'))['next'];
    assert.equal(await next(), null);
    modes({ lastNext: 'word' });
    assert.equal(await next(), 'null');
    modes({ lastNext: 'absent' });
    assert.equal(await next(), undefined);
  });

  it('keeps instances away, lets them come late, or replaces them on scaling', async () => {
    const path = await deploy(lab, 'chat');
    const { control } = lab.sim;
    control.script('acme/chat', { kind: 'noCapacity' });
    const run = await lab.want(201, 'POST', `${path}/predictions`, { input });
    control.advance(60 * minute);
    assert.equal(await status(run['id']), 'starting');
    assert.equal(control.cost().instanceMs, 0);
    control.script('acme/chat', { kind: 'slowBoot', bootMs: 5 * minute });
    await lab.want(200, 'PATCH', path, { min_instances: 1, max_instances: 2 });
    control.advance(4 * minute);
    assert.equal(await status(run['id']), 'starting');
    control.advance(2 * minute);
    assert.equal(await status(run['id']), 'succeeded');
    const [before] = control.deployment('acme/chat').instances;
    await lab.want(200, 'PATCH', path, { max_instances: 3 });
    assert.equal(control.deployment('acme/chat').instances[0], before);
    modes({ scalingRestarts: true });
    await lab.want(200, 'PATCH', path, { max_instances: 2 });
    assert.notEqual(control.deployment('acme/chat').instances[0], before);
    await lab.want(400, 'DELETE', path);
  });

  it('lets a run finish on the old instance when the version changes', async () => {
    const path = await deploy(lab, 'chat', { min_instances: 1 });
    lab.sim.control.advance(3 * minute);
    const run = await lab.want(201, 'POST', `${path}/predictions`, { input });
    const page = await lab.want(200, 'GET', '/models/meta/llama-2-7b-chat/versions');
    const older = word(page['results']!['1']!['id']);
    await lab.want(200, 'PATCH', path, { version: older });
    assert.equal(lab.sim.control.deployment('acme/chat').instances.length, 2);
    lab.sim.control.advance(minute);
    assert.equal(await status(run['id']), 'succeeded');
    assert.equal(lab.sim.control.deployment('acme/chat').instances.length, 1);
    // Its own release is named by each run, not by the deployment's present one.
    const next = await lab.want(201, 'POST', `${path}/predictions`, { input });
    assert.equal(next['version'], older);
  });

  it('cancels at the limit, and guards its files, when told so', async () => {
    modes({ limitStatus: 'canceled', fileToken: 'required' });
    const path = await deploy(lab, 'images', { model: 'stability-ai/sdxl', min_instances: 1 });
    lab.sim.control.advance(3 * minute);
    lab.sim.control.scriptNextRun({ kind: 'slow', runMs: 29 * minute });
    const slow = await lab.want(201, 'POST', `${path}/predictions`, { input });
    lab.sim.control.advance(29 * minute);
    const done = await lab.want(200, 'GET', `/predictions/${word(slow['id'])}`);
    assert.equal((await fetch(word(done['output']!['0']))).status, 401);
    lab.sim.control.scriptNextRun({ kind: 'hangs' });
    const hung = await lab.want(201, 'POST', `${path}/predictions`, { input });
    lab.sim.control.advance(30 * minute);
    assert.equal(await status(hung['id']), 'canceled');
  });

  it('answers growing lists, plain values and nothing', async () => {
    const outputs: Record<string, unknown> = {};
    for (const model of ['acme/frames', 'acme/notifier', 'acme/legacy']) {
      const path = await deploy(lab, model.slice(5), { model, hardware: 'cpu', min_instances: 1 });
      lab.sim.control.advance(3 * minute);
      const made = await lab.want(201, 'POST', `${path}/predictions`, { input: {} }, { prefer: 'wait' });
      outputs[model] = made['output'];
    }
    assert.deepEqual(outputs, {
      'acme/frames': ['step 1', 'step 2', 'step 3', 'step 4'],
      'acme/notifier': null,
      'acme/legacy': 'Ask not what your country can do for you.',
    });
  });
});
