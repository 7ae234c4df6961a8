import assert from 'node:assert/strict';
import { deploy, type Lab, newestVersion, openLab, rows, word } from './lab.ts';

const minute = 60_000;

describe('Replicate simulator: deployments', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });

  it('create, change and number releases', async () => {
    const path = await deploy(lab, 'one', { max_instances: 3 });
    const first = await lab.want(200, 'GET', path);
    assert.equal(first['current_release']!['number'], 1);
    assert.deepEqual(first['current_release']!['configuration'], {
      hardware: 'gpu-t4',
      min_instances: 0,
      max_instances: 3,
    });
    assert.equal(first['current_release']!['created_by']!['username'], 'acme');
    lab.sim.control.advance(1000);
    const same = await lab.want(200, 'PATCH', path, { max_instances: 3 });
    assert.equal(same['current_release']!['number'], 2);
    assert.ok(word(same['current_release']!['created_at']) > word(first['current_release']!['created_at']));
    assert.equal(lab.sim.control.deployment('acme/one').releases.length, 2);
  });

  it('refuse what is wrong with pointers, and what is taken', async () => {
    await deploy(lab, 'one');
    const bad = await lab.want(400, 'POST', '/deployments', {
      name: 'Two Words',
      model: 'acme/unpushed',
      version: 'abc',
      hardware: 'gpu-b300',
      min_instances: 3,
      max_instances: 2,
    });
    const errors = bad['errors'] as unknown as { pointer: string; detail: string }[];
    assert.deepEqual(
      errors.map(({ pointer }) => pointer),
      ['/name', '/version', '/hardware', '/max_instances'],
    );
    assert.match(
      errors[2]!.detail,
      /^gpu-b300 is not a valid hardware SKU\. Your options are: cpu, gpu-a100-large, /,
    );
    const missing = await lab.want(400, 'POST', '/deployments', { name: 'x' });
    assert.equal((missing['errors'] as unknown as unknown[]).length, 5);
    const version = await newestVersion(lab, 'acme/frames');
    const fine = { model: 'acme/frames', version, hardware: 'cpu', min_instances: 0, max_instances: 1 };
    await lab.want(409, 'POST', '/deployments', { name: 'one', ...fine });
    await lab.want(400, 'POST', '/deployments', { name: 'two', ...fine, max_instances: 21 });
    await lab.want(400, 'POST', '/deployments', { name: 'two', ...fine, min_instances: '1' });
    await lab.want(422, 'POST', '/deployments', {
      name: 'two',
      ...fine,
      model: 'meta/meta-llama-3-8b-instruct',
    });
    await lab.want(400, 'POST', '/deployments', { name: 'two', ...fine, model: 'ada/diary' });
    for (const body of [{}, { name: 'x' }, { model: 'acme/frames' }, { min_instances: 2 }]) {
      await lab.want(400, 'PATCH', '/deployments/acme/one', body);
    }
    lab.sim.control.setModes({ noBilling: true });
    await lab.want(402, 'POST', '/deployments', { name: 'two', ...fine });
  });

  it('page newest first, with links that say http and a readable cursor', async () => {
    lab.sim.control.fillDeployments(230);
    const names: string[] = [];
    let search = '';
    for (let page = 0; page < 4; page += 1) {
      const got = await lab.want(200, 'GET', `/deployments${search}`);
      names.push(...rows(got).map(({ name }) => word(name)));
      if ((got['next'] as unknown) === null) break;
      const next = new URL(word(got['next']));
      assert.equal(next.origin, 'http://api.replicate.com');
      const cursor = Buffer.from(next.searchParams.get('cursor')!, 'base64').toString();
      assert.match(cursor, /^p=2026-11-23\+12%3A00%3A00\.\d{6}%2B00%3A00$/);
      search = next.search;
    }
    assert.equal(new Set(names).size, 230);
    assert.equal(names[0], 'bulk-00229');
    const last = await lab.want(200, 'GET', `/deployments${search}`);
    const back = await lab.want(200, 'GET', `/deployments${new URL(word(last['previous'])).search}`);
    assert.equal(rows(back)[0]!['name'], names[100]);
    await lab.want(404, 'GET', '/deployments?cursor=bm9uc2Vuc2U=');
  });

  it('go only when offline and unused for 15 minutes', async () => {
    const path = await deploy(lab, 'one', { min_instances: 1 });
    lab.sim.control.advance(3 * minute);
    for (const deleteRefusal of [400, 403, 409, 422] as const) {
      lab.sim.control.setModes({ deleteRefusal });
      await lab.want(deleteRefusal, 'DELETE', path);
    }
    await lab.want(200, 'PATCH', path, { min_instances: 0, max_instances: 0 });
    lab.sim.control.advance(15 * minute - 1);
    await lab.want(422, 'DELETE', path);
    // Any change starts the quarter of an hour anew.
    await lab.want(200, 'PATCH', path, { max_instances: 0 });
    lab.sim.control.advance(2);
    await lab.want(422, 'DELETE', path);
    lab.sim.control.advance(15 * minute);
    const gone = await lab.call('DELETE', path);
    assert.deepEqual([gone.status, gone.text], [204, '']);
    assert.deepEqual(await lab.want(404, 'GET', path), {
      detail: 'The requested resource could not be found.',
      status: 404,
    });
  });

  it('stop by 0/0 at once, with what runs', async () => {
    const path = await deploy(lab, 'one', { max_instances: 1 });
    const input = { prompt: 'Hello' };
    const made = await lab.want(201, 'POST', `${path}/predictions`, { input });
    const waiting = await lab.want(201, 'POST', `${path}/predictions`, { input });
    lab.sim.control.advance(2 * minute + 100);
    const runPath = `/predictions/${word(made['id'])}`;
    assert.equal((await lab.want(200, 'GET', runPath))['status'], 'processing');
    await lab.want(200, 'PATCH', path, { min_instances: 0, max_instances: 0 });
    const run = await lab.want(200, 'GET', runPath);
    assert.equal(run['status'], 'canceled');
    assert.equal(run['metrics']!['predict_time'], 0.1);
    const never = await lab.want(200, 'GET', `/predictions/${word(waiting['id'])}`);
    assert.deepEqual([never['status'], never['started_at']], ['canceled', undefined]);
    for (const stoppedRefusal of [400, 403, 404, 409, 422] as const) {
      lab.sim.control.setModes({ stoppedRefusal });
      await lab.want(stoppedRefusal, 'POST', `${path}/predictions`, { input });
    }
    assert.equal(lab.sim.control.deployment('acme/one').instances.length, 0);
  });

  it('bill set up, active and idle time to the millisecond', async () => {
    const path = await deploy(lab, 'one', { hardware: 'gpu-l40s' });
    await lab.want(201, 'POST', `${path}/predictions`, { input: { prompt: 'Hello' } });
    const run = [...lab.sim.control.world.predictions.values()][0]!;
    lab.sim.control.advance(30 * minute);
    const online = 120_000 + run.plan.runMs + 60_000;
    assert.deepEqual(lab.sim.control.cost({ deployment: 'acme/one' }), {
      instanceMs: online,
      nanoUsd: online * 975,
    });
    lab.sim.control.setHardware('acme', ['gpu-b300']);
    await lab.want(200, 'PATCH', path, { hardware: 'gpu-b300', min_instances: 1 });
    lab.sim.control.advance(minute);
    assert.equal(lab.sim.control.cost().nanoUsd, undefined);
  });

  it('grow with the queue up to the maximum', async () => {
    const path = await deploy(lab, 'one', { max_instances: 2 });
    for (let count = 0; count < 3; count += 1) {
      await lab.want(201, 'POST', `${path}/predictions`, { input: { prompt: 'Hello' } });
    }
    const { instances, queue } = lab.sim.control.deployment('acme/one');
    assert.deepEqual([instances.length, queue.length], [2, 3]);
    lab.sim.control.advance(2 * minute + 5000);
    const page = await lab.want(200, 'GET', '/predictions');
    assert.deepEqual(new Set(rows(page).map(({ status }) => status as unknown)), new Set(['succeeded']));
    lab.sim.control.script('acme/one', { kind: 'bootFails' });
    lab.sim.control.advance(5 * minute);
    await lab.want(201, 'POST', `${path}/predictions`, { input: { prompt: 'Hello' } });
    lab.sim.control.advance(3 * minute);
    const [failed] = rows(await lab.want(200, 'GET', '/predictions'));
    assert.equal(failed!['status'], 'failed');
    assert.match(word(failed!['error']), /^E6716/);
    assert.equal(failed!['started_at'], undefined);
  });

  it('keep to their account', async () => {
    const path = await deploy(lab, 'one');
    const ada = { authorization: `Token ${lab.sim.credentials.otherToken}` };
    assert.deepEqual(rows(await lab.want(200, 'GET', '/deployments', undefined, ada)), []);
    await lab.want(404, 'GET', path, undefined, ada);
    lab.sim.control.setModes({ noAccess: 403 });
    await lab.want(403, 'PATCH', path, { max_instances: 0 }, ada);
  });

  it('hold on to the version they use', async () => {
    await deploy(lab, 'one', { model: 'acme/frames' });
    const version = await newestVersion(lab, 'acme/frames');
    await lab.want(400, 'DELETE', `/models/acme/frames/versions/${version}`);
    const page = await lab.want(200, 'GET', '/models/acme/frames/versions');
    const older = `/models/acme/frames/versions/${word(rows(page)[1]!['id'])}`;
    await lab.want(202, 'DELETE', older);
    await lab.want(200, 'GET', older);
    lab.sim.control.advance(3 * minute);
    await lab.want(404, 'GET', older);
  });
});
