import assert from 'node:assert/strict';
import { suggestName, validateName } from '../../../../src/connectors/predibase/name.ts';
import { stateOf } from '../../../../src/connectors/predibase/adapters.ts';
import { closeBenches, fails, openBench, qwen, support } from './bench.ts';
import type { Bench } from './bench.ts';

describe('what can be deployed on Predibase', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => closeBenches());

  it('are the models of shared deployments, and whatever is typed', async () => {
    const names = async (text?: string) =>
      (
        await bench.connector.models({ scope: 'catalogue', ...(text === undefined ? {} : { text }) })
      ).items.map(({ id }) => id);
    assert.deepEqual(await names(), ['qwen3-8b', 'qwen3-32b', 'llama-3-1-8b-instruct']);
    assert.deepEqual(await names('QWEN'), ['qwen3-8b', 'qwen3-32b', 'QWEN']);
    assert.deepEqual(await names('qwen3-8b'), ['qwen3-8b']);
    assert.deepEqual(await names('acme/custom-7b'), ['acme/custom-7b']);
    const { items } = await bench.connector.models({ scope: 'catalogue' });
    assert.equal(items[0]?.contextLength, 32_767);
  });

  it('traps 11 and 12: asks only for what the SDK asks for', async () => {
    const { connector } = bench;
    await connector.verify();
    await connector.list();
    await connector.models({ scope: 'catalogue', text: 'x' });
    await connector.models({ scope: 'own' });
    await connector.hardware();
    await connector.testForm!('deployment/support-prod');
    await connector.plan({ name: 'one', model: support, config: {} });
    const paths = bench.sent().map((line) => line.replace(/\?.*/, ''));
    const known = [
      /^GET \/users\/current$/,
      /^GET \/v2\/deployments(\/[a-z0-9-]+)?$/,
      /^GET \/v2\/repos(\/[a-z0-9-]+)?$/,
      /^GET \/v2\/repos\/[a-z0-9-]+\/version\/\d+$/,
    ];
    for (const path of paths)
      assert.ok(
        known.some((form) => form.test(path)),
        path,
      );
  });

  it('are adapters of one’s own, with their base and whether they can serve', async () => {
    const { items } = await bench.connector.models({ scope: 'own' });
    const of = (id: string) => items.find((item) => item.id === id);
    assert.deepEqual(of('support/1'), {
      id: 'support/1',
      name: 'support/1',
      kind: 'adapter',
      base: 'qwen3-8b',
      description: 'Answers to customers',
      tags: [],
      deployable: true,
    });
    assert.equal(of('support/5'), undefined, 'archived');
    assert.match(JSON.stringify(of('support/3')?.deployable), /not done \(pending\)/);
    assert.match(JSON.stringify(of('support/4')?.deployable), /no weights yet/);
    assert.match(JSON.stringify(of('support/6')?.deployable), /CUDA out of memory/);
    assert.equal(of('support/7')?.deployable, true, 'a checkpoint can serve');
    assert.equal(of('sql/2')?.deployable, true, 'uploaded, without a status');
    assert.equal(of('llama-tone/1')?.base, 'llama-3-1-8b-instruct');
    assert.deepEqual(
      items.filter(({ id }) => id.startsWith('support/')).map(({ id }) => id),
      ['support/7', 'support/6', 'support/4', 'support/3', 'support/2', 'support/1'],
    );
  });

  it('reads only the repositories that the text is about, and not again with each letter', async () => {
    await bench.connector.models({ scope: 'own', text: 'sql' });
    assert.deepEqual(bench.sent(), [
      'GET /v2/repos?limit=100',
      'GET /v2/repos/sql',
      'GET /v2/repos/sql/version/2',
      'GET /v2/repos/sql/version/1',
    ]);
    const { items } = await bench.connector.models({ scope: 'own', text: 'sql/2' });
    assert.deepEqual(
      items.map(({ id }) => id),
      ['sql/2'],
    );
    assert.deepEqual(bench.sent(), []);
  });

  it('takes the versions where the list has them', async () => {
    bench.sim.control.setModes({ listVersions: true });
    const { items } = await bench.connector.models({ scope: 'own', text: 'sql' });
    assert.deepEqual(
      items.map(({ id }) => id),
      ['sql/2', 'sql/1'],
    );
    assert.ok(!bench.sent().includes('GET /v2/repos/sql'));
  });

  it('says that there may be more where the list is cut, and finds them by name', async () => {
    const { repos } = bench.sim.control.world;
    const sql = repos.get('sql')!;
    repos.clear();
    for (let at = 100; at < 200; at++) repos.set(`repo-${at}`, { ...sql, name: `repo-${at}` });
    repos.set('zebra', { ...sql, name: 'zebra' });
    const all = await bench.connector.models({ scope: 'own' });
    assert.match(all.items.at(-1)?.description ?? '', /no more than 100/);
    assert.notEqual(all.items.at(-1)?.deployable, true);
    assert.ok(bench.sent({ path: /version/ }).length <= 40);
    assert.ok(bench.sent({ path: /\/v2\/repos\// }).length <= 20);
    const found = await bench.connector.models({ scope: 'own', text: 'zebra' });
    assert.ok(found.items.some(({ id }) => id === 'zebra/1'));
  });

  it('shows adapters whose readiness cannot be read as of unknown readiness', async () => {
    bench.sim.control.addTrouble({ path: '/v2/repos/sql/version/1', times: 50 }, 'errorText');
    const { items } = await bench.connector.models({ scope: 'own', text: 'sql' });
    assert.equal(items.find(({ id }) => id === 'sql/1')?.deployable, undefined);
    assert.equal(items.find(({ id }) => id === 'sql/2')?.deployable, true);
  });

  it('knows which adapters LoRAX takes', () => {
    const ready = (wire: Parameters<typeof stateOf>[0]) => stateOf(wire, (text) => text).ready;
    assert.equal(ready({ status: 'completed', adapterPath: 'x' }), true);
    assert.equal(ready({ status: '', adapterPath: 'x' }), true);
    assert.equal(ready({ adapterPath: 'x' }), true);
    assert.equal(ready({ status: 'training' }), true);
    for (const status of ['pending', 'queued', 'stopping'])
      assert.equal(ready({ status, adapterPath: 'x' }), false);
    for (const status of ['completed', 'errored', 'canceled', 'stopped', undefined])
      assert.equal(ready({ ...(status === undefined ? {} : { status }), adapterPath: '' }), false);
  });

  it('trap 2: offers an adapter loaded on request or at start, one or the other, with the reason', async () => {
    const variants = await bench.connector.variants(support);
    assert.deepEqual(
      variants.map(({ id, preferred }) => [id, preferred]),
      [
        ['dynamic', true],
        ['preloaded', undefined],
      ],
    );
    assert.match(variants[1]?.details.join(' ') ?? '', /No memory is left for other adapters/);
    assert.deepEqual(
      (await bench.connector.variants(qwen)).map(({ id }) => id),
      ['dynamic'],
    );
    const { base: _, ...orphan } = support;
    await fails('unsupported', bench.connector.variants(orphan));
  });

  it('knows accelerators by their ids, counts their GPUs, and prices only what the person priced', async () => {
    const connector = bench.again({
      prices: { a100_80gb_200: { perHour: 9_600_000_000 }, 'lorax-1': { perHour: 1 } },
    });
    const types = await connector.hardware();
    const of = (id: string) => types.find((type) => type.id === id);
    assert.deepEqual(of('a100_80gb_200'), {
      id: 'a100_80gb_200',
      label: '2× A100 80 GB',
      gpu: 'A100',
      gpuCount: 2,
      gpuMemoryGb: 80,
      price: { perReplicaHour: 9_600_000_000, source: { kind: 'user' } },
      regions: [],
    });
    assert.equal(of('h100_80gb_sxm_100')?.label, '1× H100 SXM 80 GB');
    assert.equal(types.filter(({ price }) => price).length, 1, 'no price but the person’s');
    assert.equal(of('lorax-1'), undefined, 'the price of a server is no accelerator');
    assert.deepEqual(bench.sent(), [], 'no call lists them');
  });

  it('has names as the command line wants them', () => {
    assert.equal(validateName('my-qwen3-8b'), undefined);
    assert.match(validateName('Qwen/Qwen3-8B') ?? '', /slash/);
    for (const name of ['', 'Upper', 'with space', 'a_b', 'a'.repeat(64)])
      assert.ok(validateName(name), name);
    for (const model of ['Qwen/Qwen3-8B', 'support/1', '///', 'ü', 'x'.repeat(200)])
      assert.equal(validateName(suggestName(model)), undefined, model);
    assert.equal(suggestName('support/1'), 'support-1');
    assert.equal(suggestName('Qwen/Qwen3-8B'), 'qwen3-8b');
  });
});
