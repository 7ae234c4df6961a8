import assert from 'node:assert/strict';
import { deploy, errorCode, type Lab, message, openLab, qwen, stateOf, type Wire, word } from './lab.ts';

const gone = 'unknown field';

/** Every trap of the control plane that a client must not walk into unpunished. */
describe('the control plane refuses', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });

  const refused = async (
    status: number,
    text: RegExp,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<void> => {
    const got = await lab.want(status, method, path, body);
    assert.match(message(got), text);
  };
  const endpoints = (): string => `${lab.project}/endpoints`;

  it('missing, wrong and foreign credentials', async () => {
    assert.equal((await lab.call('GET', '/v1/whoami', undefined, { authorization: '' })).status, 401);
    assert.equal(
      (await lab.call('GET', '/v2/supported-models', undefined, { authorization: 'Bearer x' })).status,
      401,
    );
    await refused(404, /not found/, 'GET', '/v2/projects/proj_other/endpoints');
    const log = JSON.stringify(lab.sim.control.requests());
    assert.ok(!log.includes(lab.sim.credentials.apiKey));
  });

  it('keys it does not know, in body and query, by name', async () => {
    await refused(400, /^unknown field "region"$/, 'POST', endpoints(), { name: 'a', region: 'x' });
    await refused(400, /^unknown field "page"$/, 'GET', `${endpoints()}?page=2`);
    await refused(400, /^unknown field "Limit"$/, 'GET', `${endpoints()}?Limit=2`);
    const { endpoint, path } = await deploy(lab, 'a');
    await refused(400, /^unknown field "hardware"$/, 'PATCH', path, { hardware: '8x' });
    await refused(400, /^unknown field "model"$/, 'PATCH', `${path}?updateMask=model`, { model: 'x' });
    await refused(400, /^unknown field "min"$/, 'PATCH', path, { autoscaling: { min: 1 } });
    await refused(400, /^unknown field "force"$/, 'DELETE', `${endpoint}?force=true`);
    await refused(400, /invalid request/, 'POST', endpoints(), '{"name":');
  });

  it('takes snake_case and answers in camelCase', async () => {
    const { endpoint } = await deploy(lab, 'a');
    const body = {
      name: 'two',
      ...qwen,
      autoscaling: { min_replicas: 1, max_replicas: 2, scale_down_window: '60s' },
    };
    const made = await lab.want(200, 'POST', `${endpoint}/deployments?validate_only=true`, body);
    assert.deepEqual(made['autoscaling'], { minReplicas: 1, maxReplicas: 2, scaleDownWindow: '60s' });
    const list = await lab.want(200, 'GET', `${endpoint}/deployments`);
    assert.equal(Object.keys(list['data']!).length, 1, 'validateOnly creates nothing');
  });

  it('the idle timeout where it is retired, and other values where it is not', async () => {
    const { path, endpoint } = await deploy(lab, 'a');
    await refused(400, /^unknown field "inactiveTimeout"$/, 'PATCH', path, { inactiveTimeout: 60 });
    await refused(400, /^unknown field "inactive_timeout"$/, 'PATCH', path, { inactive_timeout: 60 });
    const create = { name: 'b', ...qwen, autoscaling: {}, inactiveTimeout: 60 };
    await refused(400, /^unknown field/, 'POST', `${endpoint}/deployments?validateOnly=true`, create);
    lab.sim.control.setModes({ inactiveTimeout: 'accept' });
    await refused(400, /invalid request/, 'PATCH', path, { inactiveTimeout: 10 });
    await lab.want(200, 'PATCH', path, { inactiveTimeout: 30 });
    lab.sim.control.advance(45 * 60_000);
    assert.equal(await stateOf(lab, path), 'STOPPED');
  });

  it('replica bounds, durations, metrics and types that make no sense', async () => {
    const { path, endpoint } = await deploy(lab, 'a');
    const metric = { name: 'ttft', type: 'METRIC_TARGET_TYPE_VALUE', target: 200 };
    const bad: unknown[] = [
      { minReplicas: 0, maxReplicas: 2 },
      { minReplicas: 3, maxReplicas: 2 },
      { minReplicas: -1, maxReplicas: 2 },
      { minReplicas: '1' },
      { minReplicas: 1.5 },
      { scaleDownWindow: '5m' },
      { scaleDownWindow: 300 },
      { scalingMetrics: [metric, metric] },
      { scalingMetrics: [] },
      { scalingMetrics: [{ ...metric, name: 'router_latency' }] },
      { scalingMetrics: [{ ...metric, type: 'METRIC_TARGET_TYPE_UTILIZATION' }] },
      { scalingMetrics: [{ ...metric, percentile: 'p42' }] },
      { scalingMetrics: [{ name: 'ttft', target: 200 }] },
    ];
    for (const autoscaling of bad) {
      const got = await lab.call('PATCH', `${path}?updateMask=autoscaling`, { autoscaling });
      assert.equal(got.status, 400, JSON.stringify(autoscaling));
      assert.doesNotMatch(message(got.body), new RegExp(gone));
    }
    await refused(400, /invalid request/, 'POST', `${endpoint}/deployments`, { name: 'x', ...qwen });
    const kept = await lab.want(200, 'PATCH', path, {
      autoscaling: { maxReplicas: 3, scalingMetrics: [metric] },
    });
    assert.deepEqual(kept['autoscaling'], {
      minReplicas: 1,
      maxReplicas: 3,
      scalingMetrics: [{ ...metric, percentile: 'p95' }],
    });
  });

  it('models, revisions, configs and placements that it does not have', async () => {
    const { endpoint } = await deploy(lab, 'a');
    const create = (fields: object): [string, string, unknown] => [
      'POST',
      `${endpoint}/deployments`,
      { name: 'x', ...qwen, autoscaling: {}, ...fields },
    ];
    await refused(404, /not found/, ...create({ model: qwen.model.replace('proj_together1', 'proj_acme1') }));
    await refused(
      404,
      /not found/,
      ...create({ config: qwen.config.replace('proj_togethercfg1', 'proj_acme1') }),
    );
    await refused(400, /invalid request/, ...create({ model: 'Qwen/Qwen3.5-9B' }));
    await refused(400, /invalid request/, ...create({ config: undefined }));
    await refused(
      400,
      /invalid request/,
      ...create({ config: 'projects/proj_togethercfg1/configs/cr_r1_fp8_0' }),
    );
    await refused(400, /invalid request/, ...create({ placement: { inline: { regions: ['mars-1'] } } }));
    await refused(400, /invalid request/, ...create({ placement: { inline: {}, profile: 'pp_us1' } }));
  });

  it('names that are taken or of another project', async () => {
    const made = await lab.want(200, 'POST', endpoints(), { name: 'acme/one' });
    assert.equal(made['name'], 'acme/one');
    await refused(409, /conflict/, 'POST', endpoints(), { name: 'one' });
    await refused(400, /invalid request/, 'POST', endpoints(), { name: 'other/one' });
    await refused(400, /invalid request/, 'POST', endpoints(), { name: 'has space' });
  });

  it('stale etags, and writes that change nothing', async () => {
    const { endpoint, path, dep } = await deploy(lab, 'a');
    const split = [{ deploymentId: dep, weight: 1 }];
    const stale = await lab.want(409, 'PATCH', `${endpoint}?updateMask=trafficSplit`, {
      etag: 'W0',
      trafficSplit: split,
    });
    assert.equal(errorCode(stale), 'ABORTED');
    lab.sim.control.setModes({ wordPlace: 'message' });
    await refused(409, /ABORTED/, 'PATCH', path, { etag: 'W0', autoscaling: { minReplicas: 1 } });
    await lab.want(200, 'PATCH', `${endpoint}?updateMask=trafficSplit`, { trafficSplit: split });
    await refused(400, /^no fields to update$/, 'PATCH', endpoint, { trafficSplit: [] });
    await refused(400, /^no fields to update$/, 'PATCH', path, {});
    await refused(400, /invalid request/, 'PATCH', `${path}?updateMask=hardware`, {});
    const cleared = await lab.want(200, 'PATCH', `${endpoint}?updateMask=trafficSplit`, { trafficSplit: [] });
    assert.deepEqual(cleared['trafficSplit'], []);
  });

  it('splits with bad weights or strangers', async () => {
    const { endpoint, dep } = await deploy(lab, 'a');
    const other = await deploy(lab, 'b');
    for (const entry of [
      { deploymentId: dep, weight: -1 },
      { deploymentId: dep, weight: '1' },
      { deploymentId: dep },
      { deploymentId: other.dep, weight: 1 },
    ]) {
      await refused(400, /invalid request/, 'PATCH', endpoint, { trafficSplit: [entry] });
    }
  });

  it('deletion before the deployment is stopped and out of the split', async () => {
    const { endpoint, path, dep } = await deploy(lab, 'a');
    await lab.want(200, 'PATCH', endpoint, { trafficSplit: [{ deploymentId: dep, weight: 0 }] });
    await refused(400, /stands in an endpoint's traffic split .*weight 0\), then delete$/, 'DELETE', path);
    await lab.want(200, 'PATCH', `${endpoint}?updateMask=trafficSplit`, { trafficSplit: [] });
    lab.sim.control.advance(600_000);
    await refused(400, /invalid request/, 'DELETE', path);
    await refused(400, /invalid request/, 'DELETE', endpoint);
    await lab.want(200, 'PATCH', path, { autoscaling: { minReplicas: 0, maxReplicas: 0 } });
    await refused(409, /conflict/, 'DELETE', path);
    const start = { autoscaling: { minReplicas: 1, maxReplicas: 1 } };
    await refused(400, /^the deployment must be stopped before it can be restarted$/, 'PATCH', path, start);
    lab.sim.control.advance(20_000);
    await lab.want(200, 'DELETE', path);
    await lab.want(404, 'DELETE', path);
    await lab.want(200, 'DELETE', endpoint);
  });

  it('more GPUs than the quota, with both texts', async () => {
    lab.sim.control.setGpuQuota('H100', 2);
    const { path } = await deploy(lab, 'a');
    const grow = { autoscaling: { minReplicas: 1, maxReplicas: 4 } };
    await refused(429, /would put your project at 4 of 2 H100 GPUs$/, 'PATCH', path, grow);
    lab.sim.control.setSoldOut('H100');
    await refused(429, /^GPU quota exceeded for H100$/, 'PATCH', path, grow);
  });

  it('more than ten summaries, cursors it did not make, and filters it cannot read', async () => {
    const { endpoint } = await deploy(lab, 'a', { minReplicas: 0, maxReplicas: 0 });
    for (let left = 11; left > 0; left -= 1) {
      lab.sim.control.advance(1000);
      const body = { name: `d${left}`, ...qwen, autoscaling: { minReplicas: 0, maxReplicas: 0 } };
      await lab.want(200, 'POST', `${endpoint}/deployments`, body);
    }
    const names = (body: Wire | undefined): string[] => Object.values(body!).map((one) => word(one['name']));
    assert.equal(names((await lab.want(200, 'GET', endpoint))['deployments']).length, 10);
    const first = await lab.want(200, 'GET', `${endpoint}/deployments?limit=7`);
    const rest = await lab.want(
      200,
      'GET',
      `${endpoint}/deployments?limit=7&after=${word(first['next_cursor'])}`,
    );
    assert.equal(new Set([...names(first['data']), ...names(rest['data'])]).size, 12);
    assert.equal(rest['next_cursor'], null);
    await refused(400, /invalid request/, 'GET', `${endpoint}/deployments?after=zzz`);
    await refused(400, /invalid request/, 'GET', `${endpoint}/deployments?limit=ten`);
    const filter = (text: string): string => `${endpoint}/deployments?filter=${encodeURIComponent(text)}`;
    await refused(400, /^invalid filter expression$/, 'GET', filter('color = "red"'));
    await refused(400, /^invalid filter expression$/, 'GET', filter('name = one'));
    const found = await lab.want(
      200,
      'GET',
      filter('(name = "d3" OR name:"d1") AND NOT state = "DEPLOYMENT_STATE_READY"'),
    );
    assert.deepEqual(
      names(found['data']).map((name) => name.split('/').at(-1)),
      ['d1', 'd3', 'd10', 'd11'],
    );
    lab.sim.control.setModes({ nameFilter: 'refuse' });
    await refused(400, /^invalid filter expression$/, 'GET', `${endpoints()}?filter=name%3D%22a%22`);
  });

  it('adapters without an etag, or where LoRA is off', async () => {
    await lab.close();
    lab = await openLab({ modes: { adapterIds: 'own' } });
    const { path } = await deploy(lab, 'a');
    const entry = await lab.want(200, 'POST', `${path}/adapters`, { adapterModelId: 'ml_support_adapter' });
    const id = word(entry['id']);
    assert.match(id, /^dad_/);
    await lab.want(404, 'GET', `${path}/adapters/ml_support_adapter`);
    await refused(400, /invalid request/, 'DELETE', `${path}/adapters/${id}`);
    await refused(409, /./, 'DELETE', `${path}/adapters/${id}?etag=W0`);
    await refused(400, /invalid request/, 'PATCH', `${path}/adapters/${id}`, {
      adapterRevisionId: 'rv_support_adapter',
    });
    await lab.want(200, 'DELETE', `${path}/adapters/${id}?etag=${word(entry['etag'])}`);
    const prod = lab.sim.control.deployment('qwen-bf16');
    const off = `${lab.project}/endpoints/${prod.endpointId}/deployments/${prod.id}/adapters`;
    await refused(400, /invalid request/, 'POST', off, { adapterModelId: 'ml_support_adapter' });
  });

  it('models with no base, no revision or an unvalidated one; masks decide what is kept', async () => {
    await lab.close();
    lab = await openLab();
    const models = `${lab.project}/models`;
    await refused(400, /^base_model_id is required$/, 'POST', models, { name: 'x', type: 'model' });
    const { endpoint } = await deploy(lab, 'a');
    const create = (model: string): [string, string, unknown] => [
      'POST',
      `${endpoint}/deployments`,
      { name: 'x', autoscaling: {}, model, config: 'projects/proj_togethercfg1/configs/cr_support' },
    ];
    await refused(
      400,
      /^the model has no revisions to deploy$/,
      ...create('projects/proj_acme1/models/ml_empty'),
    );
    await refused(
      400,
      /invalid request/,
      ...create('projects/proj_acme1/models/ml_support/revisions/rv_support_2'),
    );
    await lab.want(200, ...create('projects/proj_acme1/models/ml_support/revisions/rv_support_1'));
    const wiped = await lab.want(200, 'PATCH', `${models}/ml_gemma`, { name: 'renamed' });
    assert.equal(wiped['description'], undefined);
    await refused(400, /invalid request/, 'DELETE', `${models}/ml_support`);
  });
});
