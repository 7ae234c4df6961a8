import assert from 'node:assert/strict';
import { closeBenches, fails, memoryOf, openBench } from './bench.ts';

const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
const ref = (id: string) => ({ id, name: id, kind: 'model' as const });

describe('Replicate connector: models', () => {
  afterEach(closeBenches);

  it('lists public models page by page', async () => {
    const { connector } = await openBench({ modes: { pageSize: 4 } });
    const first = await connector.models({ scope: 'catalogue' });
    assert.equal(first.items.length, 4);
    const second = await connector.models({ scope: 'catalogue', cursor: first.cursor! });
    assert.ok(second.items.length > 0);
    assert.ok(second.items.every(({ id }) => !ids(first).includes(id)));
  });

  it('searches, and says which cannot be deployed and why', async () => {
    const { connector, sent } = await openBench();
    const { items } = await connector.models({ scope: 'catalogue', text: 'llama' });
    const official = items.find(({ id }) => id === 'meta/meta-llama-3-8b-instruct');
    assert.match(JSON.stringify(official?.deployable), /Official models/);
    assert.equal(items.find(({ id }) => id === 'meta/llama-2-7b-chat')?.deployable, true);
    assert.ok(sent().every((line) => line.startsWith('GET /v1/search?query=llama&limit=50')));
  });

  it('reads a typed name directly, private ones too, and finds them again', async () => {
    const { connector, memory, again } = await openBench();
    assert.deepEqual(ids(await connector.models({ scope: 'catalogue', text: 'acme/legacy' })), [
      'acme/legacy',
    ]);
    assert.deepEqual(
      ids(await connector.models({ scope: 'catalogue', text: 'ada/diary' })),
      [],
      'somebody else’s',
    );
    const later = await again({ memory: memoryOf(memory) }).models({ scope: 'own' });
    assert.ok(ids(later).includes('acme/legacy'));
    assert.ok(ids(later).includes('acme/support-agent'), 'from a deployment');
  });

  it('finds own models by a part of their name', async () => {
    const { connector } = await openBench();
    assert.deepEqual(ids(await connector.models({ scope: 'own', text: 'post' })), ['acme/poster']);
  });

  it('survives a search that fails, when the name itself is one', async () => {
    const { connector, sim } = await openBench();
    const fault = { kind: 'status', status: 500, body: { detail: 'Search service error' } } as const;
    sim.control.addFault({ path: '/v1/search', times: 99, fault });
    assert.deepEqual(ids(await connector.models({ scope: 'catalogue', text: 'acme/frames' })), [
      'acme/frames',
    ]);
    await fails('unavailable', connector.models({ scope: 'catalogue', text: 'frames' }));
  });

  it('offers versions by age, the latest preferred', async () => {
    const { connector } = await openBench();
    const variants = await connector.variants(ref('stability-ai/sdxl'));
    assert.equal(variants.length, 4);
    assert.deepEqual(
      variants.map(({ preferred }) => preferred),
      [true, undefined, undefined, undefined],
    );
    assert.match(variants[0]?.label ?? '', /^[0-9a-f]{12}, \d+ days old$/);
    assert.ok(variants[0]?.details.includes('Latest'));
  });

  it('says why there is nothing to deploy', async () => {
    const { connector } = await openBench();
    const official = await fails('unsupported', connector.variants(ref('black-forest-labs/flux-schnell')));
    assert.match(official.message, /Official models/);
    const empty = await fails('unsupported', connector.variants(ref('acme/unpushed')));
    assert.match(empty.data.hint ?? '', /Cog/);
    await fails('not-found', connector.variants(ref('acme/nothing')));
    await fails('invalid', connector.variants(ref('nothing')));
    assert.deepEqual(await connector.adapters('acme/images'), []);
  });
});
