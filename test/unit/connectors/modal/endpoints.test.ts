import assert from 'node:assert/strict';
import type { Connector, DeploymentSpec } from '../../../../src/connectors/index.ts';
import { chooseEndpoint } from '../../../../src/connectors/modal/endpoint-choice.ts';
import { endpointRequest } from '../../../../src/connectors/modal/endpoint-request.ts';
import { closeBenches, fails, openBench } from './bench.ts';
import type { Bench } from './bench.ts';

const model = { id: 'Qwen/Qwen3.6-27B-FP8', name: 'Qwen/Qwen3.6-27B-FP8', kind: 'model' } as const;
const spec = (over: Partial<DeploymentSpec> = {}): DeploymentSpec => ({
  name: 'mine',
  model,
  variant: 'endpoint',
  config: {},
  ...over,
});
const withOptions = (options: NonNullable<DeploymentSpec['config']['options']>, regions?: string[]) =>
  spec({ config: { options, ...(regions ? { regions } : {}) } });
const hfToken = 'hf_secretsecretsecret12';

function withToken({ again, sim }: Bench): Connector {
  return again({ credentials: { ...sim.credentials, hfToken } });
}

describe('Modal: a new Endpoint', () => {
  afterEach(closeBenches);

  it('is made with exactly what Modal’s command line sends, once', async () => {
    const { connector, bodies } = await openBench();
    bodies('');
    const made = await connector.deploy(spec());
    assert.equal(made.status, 'deploying');
    assert.equal(made.name, 'mine');
    const sent = bodies('EndpointCreate');
    assert.equal(sent.length, 1);
    const { model: source, computeRegion, ...rest } = sent[0] as Record<string, unknown>;
    assert.deepEqual((source as Record<string, unknown>)['baseModelRepoId'], model.id);
    assert.ok('auto' in (computeRegion as object));
    assert.deepEqual(
      [rest['name'], rest['proxyRegions'], rest['environmentName'], rest['unauthenticated']],
      ['mine', ['us-west'], 'main', false],
    );
    for (const [key, unset] of [
      ['description', ''],
      ['apiSurfaces', []],
      ['inputModalities', []],
      ['servingMode', 0],
    ] as const)
      assert.deepEqual(rest[key] ?? unset, unset, key);
  });

  it('goes live when Modal has provisioned it, and tells its address', async () => {
    const { connector, sim } = await openBench();
    const { id } = await connector.deploy(spec());
    sim.control.advance(200_000);
    const { deployments } = await connector.list();
    const live = deployments.find((each) => each.id === id);
    assert.equal(live?.status, 'active');
    assert.ok(live.endpoint?.url.endsWith('/v1'));
    assert.equal(live.model.id, model.id);
  });

  it('is planned with the same request and no price: Modal chooses the GPUs', async () => {
    const { connector } = await openBench();
    const plan = await connector.plan(spec());
    assert.match(plan.requests[0]?.url ?? '', /EndpointCreate$/);
    assert.deepEqual(plan.estimate, {});
    assert.ok(plan.checks.every(({ level }) => level !== 'error'));
  });

  it('that takes a name which is in use is refused before anything is sent', async () => {
    const { connector, bodies } = await openBench();
    const plan = await connector.plan(spec({ name: 'qwen-live' }));
    assert.ok(plan.checks.some(({ level, field }) => level === 'error' && field === 'name'));
    bodies('');
    await fails('already-exists', connector.deploy(spec({ name: 'qwen-live' })));
    assert.deepEqual(bodies('EndpointCreate'), []);
  });

  it('whose answer is lost is found by its name and not made twice', async () => {
    const { connector, loseAnswer, bodies } = await openBench();
    bodies('');
    loseAnswer('EndpointCreate');
    const made = await connector.deploy(spec());
    assert.equal(made.name, 'mine');
    assert.equal(bodies('EndpointCreate').length, 1);
  });

  it('of which nothing is known after a lost answer says so', async () => {
    const { connector, refuse, bodies } = await openBench();
    bodies('');
    refuse('EndpointCreate', 14);
    await fails('outcome-unknown', connector.deploy(spec()));
    assert.equal(bodies('EndpointCreate').length, 1);
  });

  it('that Modal refuses says why in Modal’s words', async () => {
    const { connector } = await openBench();
    const other = { id: 'acme/unheard-of', name: 'acme/unheard-of', kind: 'model' } as const;
    const plan = await connector.plan(spec({ model: other }));
    assert.ok(plan.checks.some(({ level, field }) => level === 'warning' && field === 'model'));
    const error = await fails('invalid', connector.deploy(spec({ model: other })));
    assert.ok((error.data.platformMessage ?? '').length > 0);
  });

  it('of a fine-tune on Hugging Face sends the token only when that is switched on', async () => {
    const bench = await openBench();
    const connector = withToken(bench);
    const options = { weights: 'huggingface', weightsRepo: 'acme/tuned', weightsRevision: 'abc' };
    const tokenFor = (sendHfToken: boolean) => {
      const choice = chooseEndpoint(withOptions({ ...options, sendHfToken }));
      const fillings = { environment: 'main', hfToken, volumeId: '' };
      return endpointRequest(choice, fillings).model?.custom?.huggingface?.huggingfaceToken;
    };
    assert.equal(tokenFor(false), undefined);
    assert.equal(tokenFor(true), hfToken);
    await connector.deploy({ ...withOptions({ ...options, sendHfToken: true }), name: 'two' });
    assert.ok(JSON.stringify(bench.bodies('EndpointCreate')).includes('acme/tuned'));
    const plan = await connector.plan({ ...withOptions({ ...options, sendHfToken: true }), name: 'three' });
    assert.ok(!JSON.stringify(plan).includes(hfToken));
    assert.ok(![...bench.memory.values(), ...bench.logged].join().includes(hfToken));
  });

  it('wants a token that there is none of to be set first', async () => {
    const { connector } = await openBench();
    const asked = withOptions({ weights: 'huggingface', weightsRepo: 'acme/tuned', sendHfToken: true });
    await fails('invalid', connector.deploy(asked));
  });

  it('of a fine-tune in a volume names the volume by its id, and only looks it up', async () => {
    const { connector, bodies } = await openBench();
    bodies('');
    await connector.deploy(
      withOptions({ weights: 'volume', weightsVolume: 'adapters', weightsPath: '/models/mine' }),
    );
    assert.ok(JSON.stringify(bodies('EndpointCreate')).includes('/models/mine'));
    const missing = withOptions({ weights: 'volume', weightsVolume: 'nope', weightsPath: '/m' });
    const plan = await connector.plan({ ...missing, name: 'other' });
    assert.ok(plan.checks.some(({ field }) => field === 'options.weightsVolume'));
    await fails('not-found', connector.deploy({ ...missing, name: 'other' }));
  });

  for (const [options, regions, expected] of [
    [{ computeRegion: 'colocated' }, undefined, 'colocated'],
    [{ computeRegion: 'explicit' }, ['us-east'], 'explicit'],
  ] as const)
    it(`runs where it was asked to: ${expected}`, async () => {
      const { connector, bodies } = await openBench();
      const asked = withOptions(options, regions && [...regions]);
      const plan = await connector.plan(asked);
      assert.ok(plan.checks.some(({ message }) => /1\.75 times/.test(message)));
      bodies('');
      await connector.deploy(asked);
      const [body] = bodies('EndpointCreate') as { computeRegion: Record<string, unknown> }[];
      assert.ok(body?.computeRegion[expected]);
    });

  for (const [what, wrong, field] of [
    ['a name with a blank', spec({ name: 'my model' }), 'name'],
    ['a model without an owner', spec({ model: { ...model, id: 'qwen' } }), 'model'],
    ['an adapter', spec({ model: { ...model, kind: 'adapter' } }), 'variant'],
    ['no repository', withOptions({ weights: 'huggingface' }), 'options.weightsRepo'],
    ['no volume', withOptions({ weights: 'volume', weightsPath: '/m' }), 'options.weightsVolume'],
    ['no path', withOptions({ weights: 'volume', weightsVolume: 'adapters' }), 'options.weightsPath'],
    ['no region', withOptions({ computeRegion: 'explicit' }), 'regions'],
  ] as const)
    it(`with ${what} is refused here`, async () => {
      const { connector, bodies } = await openBench();
      const plan = await connector.plan(wrong);
      assert.ok(plan.checks.some((each) => each.level === 'error' && each.field === field));
      bodies('');
      await fails('invalid', connector.deploy(wrong));
      assert.deepEqual(bodies('EndpointCreate'), []);
    });

  it('that was stopped is made again as it was', async () => {
    const { connector } = await openBench();
    const made = await connector.deploy(withOptions({ proxyAuth: true, routingRegion: 'us-east' }));
    const stopped = await connector.stop(made.id);
    assert.equal(stopped.allowed.start, true);
    const again = await connector.start(made.id);
    assert.notEqual(again.id, made.id);
    assert.equal(again.config.options?.['routingRegion'], 'us-east');
  });

  it('that was made elsewhere cannot be made again from here', async () => {
    const { connector } = await openBench();
    const { deployments } = await connector.list();
    const id = deployments.find(({ name }) => name === 'qwen-live')?.id ?? '';
    const stopped = await connector.stop(id);
    assert.notEqual(stopped.allowed.start, true);
    await fails('unsupported', connector.start(id));
  });
});
