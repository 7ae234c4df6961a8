import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ModalApi } from '../../../../src/connectors/modal/api.ts';
import { gpus, firstGpu } from '../../../../src/connectors/modal/gpus.ts';
import type { OwnPrices } from '../../../../src/connectors/price-book.ts';
import table from '../../../../src/connectors/modal/prices.json' with { type: 'json' };
import { Prices } from '../../../../src/connectors/modal/prices.ts';
import { regionFactor } from '../../../../src/connectors/modal/regions.ts';
import { suggestedGpu, weightsGb } from '../../../../src/connectors/modal/sizing.ts';
import type { ControlPlane } from '../../../../src/connectors/modal/wire.ts';
import { redactor } from '../../../../src/connectors/redact.ts';
import { systemClock } from '../../../../src/connectors/index.ts';
import { closeBenches, fails, openBench } from './bench.ts';

function pricesWith(rates: Record<string, string> | undefined, own: OwnPrices = {}): Prices {
  const refused = Object.assign(new Error('no'), { code: 12, details: 'no' });
  const workspaceBillingRates = () => (rates ? Promise.resolve({ rates }) : Promise.reject(refused));
  const api = new ModalApi({
    tokenId: '',
    tokenSecret: '',
    server: 'http://127.0.0.1',
    clock: systemClock,
    log: undefined,
    redact: redactor([]),
    plane: { workspaceBillingRates } as unknown as ControlPlane,
  });
  return new Prices(api, own);
}

describe('Modal: prices', () => {
  it('are the workspace’s own rates, whatever it calls them', async () => {
    for (const name of ['H100', 'gpu_h100', 'GPU H100', 'Nvidia H100']) {
      const prices = pricesWith({ [name]: '3.50' });
      await prices.refresh();
      assert.equal(prices.of({ gpu: 'H100:2' })?.perReplicaHour, 7_000_000_000);
      assert.equal(prices.of({ gpu: 'H100:2' })?.source.kind, 'platform');
    }
  });

  it('are a table with a date where Modal tells none', async () => {
    for (const rates of [undefined, {}, { H100: 'free' }]) {
      const prices = pricesWith(rates);
      await prices.refresh();
      const price = prices.of({ gpu: 'H100' });
      assert.equal(price?.perReplicaHour, 1_097_000 * 3600);
      assert.deepEqual(price.source, {
        kind: 'bundled',
        date: table.date,
        url: 'https://modal.com/pricing',
      });
    }
  });

  it('of the person go before the table and after the workspace’s own, unless they are a contract’s', async () => {
    const sevenDollars = { perHour: 7_000_000_000 };
    const unlisted = pricesWith(undefined, { 'H100:2': sevenDollars });
    assert.deepEqual(unlisted.of({ gpu: 'H100:2' }), {
      perReplicaHour: 7_000_000_000,
      source: { kind: 'user' },
    });
    for (const [own, kind] of [
      [sevenDollars, 'platform'],
      [{ ...sevenDollars, contract: true }, 'user'],
    ] as const) {
      const prices = pricesWith({ H100: '3' }, { 'H100:2': own });
      await prices.refresh();
      assert.equal(prices.of({ gpu: 'H100:2' })?.source.kind, kind);
    }
  });

  it('of what has no resources to count are those that the person set for its model', () => {
    const model = { id: 'Qwen/Qwen3-8B', name: 'Qwen3 8B', kind: 'model' } as const;
    assert.equal(pricesWith(undefined).ofModel(model), undefined);
    const prices = pricesWith(undefined, { 'Qwen/Qwen3-8B': { perHour: 5 } });
    assert.equal(prices.ofModel(model)?.perReplicaHour, 5);
  });

  it('hold CPU and memory that are reserved, and the regions', () => {
    const prices = pricesWith(undefined);
    const gpu = 542_000;
    const whole = prices.of({ gpu: 'L40S', cores: 4, memoryMib: 16 * 1024 });
    assert.equal(whole?.perReplicaHour, (gpu + 4 * 13_100 + 16 * 2_220) * 3600);
    assert.equal(prices.of({ gpu: 'L40S', regions: ['us'] })?.perReplicaHour, gpu * 3600 * 1.5);
    assert.equal(prices.of({ gpu: 'L40S', regions: ['us-east'] })?.perReplicaHour, gpu * 3600 * 1.75);
    assert.deepEqual([regionFactor([]), regionFactor(['us', 'eu-west'])], [1, 1.75]);
  });

  it('of what nobody knows are none', () => {
    const prices = pricesWith({ constructor: '1' });
    for (const gpu of ['', 'Z9000', 'constructor', '__proto__', '4xH100'])
      assert.equal(prices.of({ gpu }), undefined, gpu);
  });

  it('are a whole number of nano-dollars for any hardware', () => {
    const prices = pricesWith(undefined);
    fc.assert(
      fc.property(
        fc.constantFrom(...gpus.map(({ type }) => type)),
        fc.integer({ min: 1, max: 8 }),
        fc.option(fc.integer({ min: 1, max: 64 }), { nil: undefined }),
        fc.option(fc.integer({ min: 128, max: 1_048_576 }), { nil: undefined }),
        (type, count, cores, memoryMib) => {
          const price = prices.of({ gpu: `${type}:${count}`, cores, memoryMib })?.perReplicaHour;
          assert.ok(price !== undefined && Number.isSafeInteger(price) && price > 0);
        },
      ),
    );
  });

  it('are asked for once in hours', async () => {
    const { connector, bodies } = await openBench();
    await connector.hardware();
    await connector.list();
    await connector.list();
    assert.equal(bodies('WorkspaceBillingRates').length, 1);
    await closeBenches();
  });
});

describe('Modal: kinds of GPU', () => {
  for (const [text, type, count] of [
    ['H100', 'H100', 1],
    ['h100:8', 'H100', 8],
    ['H100!:2', 'H100', 2],
    ['B200+', 'B200', 1],
    ['A10G:4', 'A10', 4],
    ['A100', 'A100-40GB', 1],
    ['H100:2 > A100-80GB:2', 'H100', 2],
  ] as const)
    it(`reads ${text}`, () => assert.deepEqual(firstGpu(text), { type, count }));
});

describe('Modal: the size of a model, judging by its name', () => {
  for (const [model, gpu] of [
    ['Qwen/Qwen3-8B', 'L40S'],
    ['Qwen/Qwen3-8B-FP8', 'L4'],
    ['meta-llama/Llama-3.3-70B-Instruct', 'RTX-PRO-6000:2'],
    ['openai/gpt-oss-20b', 'L4'],
    ['acme/tiny', undefined],
  ] as const)
    it(`${model}: ${gpu ?? 'not known'}`, () => assert.equal(suggestedGpu(model), gpu));

  it('what is suggested holds the weights', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom('', '-FP8', '-AWQ'),
        (billions, suffix) => {
          const model = `acme/model-${billions}b${suffix}`;
          const gpu = suggestedGpu(model);
          if (gpu === undefined) return;
          const { type, count } = firstGpu(gpu) ?? { type: '', count: 0 };
          const memory = (gpus.find((each) => each.type === type)?.memoryGb ?? 0) * count;
          assert.ok(memory > (weightsGb(model) ?? Infinity));
        },
      ),
    );
  });

  it('suggests nothing that Modal does not have', () => {
    fc.assert(
      fc.property(fc.string(), (model) => {
        const gpu = suggestedGpu(model);
        assert.ok(gpu === undefined || firstGpu(gpu));
      }),
    );
  });
});

describe('Modal: what can be deployed', () => {
  afterEach(closeBenches);

  it('any repository that is typed comes first, and well-known models by what is typed', async () => {
    const { connector, calls } = await openBench();
    const typed = await connector.models({ scope: 'catalogue', text: 'acme/my-model' });
    assert.deepEqual(
      typed.items.map(({ id }) => id),
      ['acme/my-model'],
    );
    const pasted = await connector.models({
      scope: 'catalogue',
      text: 'https://huggingface.co/acme/my-model/',
    });
    assert.equal(pasted.items[0]?.id, 'acme/my-model');
    const found = await connector.models({ scope: 'catalogue', text: 'qwen3 coder' });
    assert.ok(found.items.length > 0 && found.items.every(({ id }) => /coder/i.test(id)));
    const exact = await connector.models({ scope: 'catalogue', text: 'openai/gpt-oss-20b' });
    assert.equal(exact.items.filter(({ id }) => id === 'openai/gpt-oss-20b').length, 1);
    assert.deepEqual(calls(), []);
  });

  it('the workspace’s own models are those of its deployments', async () => {
    const { connector } = await openBench();
    const { items } = await connector.models({ scope: 'own' });
    assert.ok(items.some(({ id }) => /qwen/i.test(id)));
    assert.ok(items.every(({ id }) => id !== ''));
  });

  it('in two ways; an Endpoint first for its families only, and never for an adapter', async () => {
    const { connector } = await openBench();
    const ways = async (id: string, kind: 'model' | 'adapter' = 'model') =>
      (await connector.variants({ id, name: id, kind, ...(kind === 'adapter' ? { base: 'a/b' } : {}) })).map(
        (way) => `${way.id}${way.preferred ? '!' : ''}`,
      );
    assert.deepEqual(await ways('Qwen/Qwen3.6-27B-FP8'), ['app', 'endpoint!']);
    assert.deepEqual(await ways('meta-llama/Llama-3.1-8B-Instruct'), ['app!', 'endpoint']);
    assert.deepEqual(await ways('acme/lora', 'adapter'), ['app!']);
    await fails('unsupported', connector.variants({ id: 'x', name: 'x', kind: 'adapter' }));
  });

  it('on hardware with its price and memory', async () => {
    const { connector } = await openBench();
    const types = await connector.hardware();
    const eight = types.find(({ id }) => id === 'H100:8');
    assert.equal(eight?.gpuMemoryGb, 640);
    assert.ok(types.every(({ price }) => price));
    assert.ok(!types.some(({ id }) => id === 'A10:8'), 'an A10 comes four at most');
  });

  it('with the workspace’s secrets, volumes and environments to choose from', async () => {
    const { connector } = await openBench();
    const values = async (field: string, environment?: string) =>
      (await connector.choices!(field, environment ? { options: { environment } } : {})).map(
        ({ value }) => value,
      );
    assert.deepEqual(await values('credentials.environments'), ['main', 'staging']);
    assert.deepEqual(await values('options.environment'), ['main', 'staging']);
    assert.ok((await values('options.hfSecret')).includes('huggingface'));
    assert.ok((await values('options.adapterVolume')).includes('adapters'));
    assert.ok(!(await values('options.adapterVolume', 'staging')).includes('adapters'));
    assert.ok((await values('options.routingRegion')).length > 1);
    assert.deepEqual(await values('options.nothing'), []);
  });

  it('a proxy token is made once, on request, and kept by nobody here', async () => {
    const { connector, bodies, memory } = await openBench();
    bodies('');
    const made = await connector.issue!();
    assert.match(made['proxyTokenId'] ?? '', /^wk-/);
    assert.match(made['proxyTokenSecret'] ?? '', /^ws-/);
    const sent = bodies('WebhookTokenCreate') as { scoped: boolean; name: string }[];
    assert.deepEqual(
      sent.map(({ scoped, name }) => [scoped, name]),
      [[false, 'Slipway']],
    );
    assert.ok(![...memory.values()].join().includes(made['proxyTokenSecret'] ?? 'ws-'));
  });

  it('a proxy token whose answer is lost is not asked for again', async () => {
    const { connector, refuse, bodies } = await openBench();
    bodies('');
    refuse('WebhookTokenCreate', 14);
    await fails('outcome-unknown', connector.issue!());
    assert.equal(bodies('WebhookTokenCreate').length, 1);
  });
});

describe('Modal: whose token it is', () => {
  afterEach(closeBenches);

  it('is the workspace, with what is worth knowing', async () => {
    const { connector, sim } = await openBench();
    sim.control.setTokenExpiry(sim.credentials.tokenId, Date.parse('2027-01-02T00:00:00Z'));
    const account = await connector.verify();
    assert.equal(account.label, 'acme-labs');
    const detail = (label: string) => account.details.find((each) => each.label === label)?.value;
    assert.equal(detail('Token expires'), '2027-01-02');
    assert.equal(detail('User'), 'ada');
    assert.equal(detail('Environments'), 'main, staging');
  });

  it('is told by an older call where the newer is missing', async () => {
    const { connector, refuse } = await openBench();
    refuse('TokenInfoGet', 12);
    assert.equal((await connector.verify()).label, 'acme-labs');
  });

  it('is nobody’s when it was revoked or has expired', async () => {
    for (const how of ['revoked', 'expired'] as const) {
      const { connector, sim } = await openBench();
      if (how === 'revoked') sim.control.revokeToken(sim.credentials.tokenId);
      else sim.control.setModes({ expiredToken: true });
      await fails('unauthorized', connector.verify());
    }
  });
});
