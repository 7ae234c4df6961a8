import assert from 'node:assert/strict';
import { closeBenches, collect, images, openBench, partsOf, posters, support, textOf } from './bench.ts';
import type { Bench } from './bench.ts';
import { creates, waits, errorOf, doneOf } from './watching.ts';

describe('Replicate connector: testing other models', () => {
  afterEach(closeBenches);

  it('shows files, as data of a held answer first and by address in the end', async () => {
    const { connector } = await openBench();
    const inputs = { prompt: 'A cat', num_outputs: '2', scheduler: 'PNDM' };
    const events = await collect(connector.invoke(images, { prompt: '', stream: true, inputs }));
    const parts = partsOf(events)!;
    assert.equal(parts.length, 2);
    assert.ok(
      parts.every(
        (part) => part.kind === 'file' && part.mediaType === 'image/png' && part.url.startsWith('http'),
      ),
    );
    assert.ok(
      waits(events).some((message) => /^Running: \d+ % \(\d of 8\)$/.test(message)),
      'from the progress bar',
    );
    doneOf(events);
  });

  it('keeps megabytes of a file out of what is shown and kept (trap 8)', async () => {
    const { connector } = await openBench();
    await collect(connector.invoke(posters, { prompt: 'warm up', stream: false }));
    const events = await collect(connector.invoke(posters, { prompt: 'A poster', stream: false }));
    const held = events.flatMap((event) => (event.type === 'output' ? event.parts : []))[0];
    assert.ok(held?.kind === 'file' && held.url.length > 2_000_000, 'the file itself is shown');
    assert.ok(JSON.stringify(doneOf(events).response).length < 5_000);
  });

  it('shows an object and the files inside it, and no secret anywhere (trap 18)', async () => {
    const bench = await openBench();
    const inputs = { task: 'Sort it', api_key: 'very-secret-4711', reference: 'r' };
    const events = await collect(bench.connector.invoke(support, { prompt: '', stream: false, inputs }));
    const [json, file] = partsOf(events)!;
    assert.equal(json?.kind, 'json');
    assert.ok(file?.kind === 'file');
    assert.ok(!JSON.stringify(events).includes('very-secret-4711'));
    assert.ok(![...bench.memory.values(), ...bench.logged].join().includes('very-secret-4711'));
    assert.ok(JSON.stringify(events[0]).includes('•••'));
    assert.ok(!JSON.stringify(events).includes('/v1/streams/'), 'the address of a stream is a key, too');
  });

  it('shows no secret that the model repeats in its error or its log', async () => {
    const { connector, sim } = await openBench();
    sim.control.scriptNextRun({ kind: 'fails', error: 'Refused the key very-secret-4711' });
    const inputs = { task: 'Sort it', api_key: 'very-secret-4711', reference: 'r' };
    const events = await collect(connector.invoke(support, { prompt: '', stream: false, inputs }));
    assert.match(errorOf(events).message, /Refused the key •••\.$/);
    assert.ok(!JSON.stringify(events).includes('very-secret-4711'));
  });

  it('does not send files that are too large for a request', async () => {
    const bench = await openBench();
    const inputs = { image: `data:image/png;base64,${'A'.repeat(10_000_001)}` };
    const error = errorOf(
      await collect(bench.connector.invoke(images, { prompt: '', stream: false, inputs })),
    );
    assert.equal(error.field, 'inputs.image');
    assert.equal(creates(bench).length, 0);
  });

  const others = {
    frames: 'acme/frames',
    notifier: 'acme/notifier',
    scribe: 'openai/whisper',
    old: 'acme/legacy',
  };
  const deployed = async (name: keyof typeof others): Promise<Bench & { id: string }> => {
    const bench = await openBench();
    const model = { id: others[name], name: others[name], kind: 'model' as const };
    const { id } = await bench.connector.deploy({ name, model, config: { instanceType: 'cpu' } });
    return { ...bench, id };
  };

  it('shows a list that grows', async () => {
    const { connector, id, sim } = await deployed('frames');
    sim.control.scriptNextRun({ kind: 'slow', runMs: 30_000 });
    const events = await collect(connector.invoke(id, { prompt: '', stream: true, inputs: { count: 4 } }));
    const sizes = events.flatMap((event) => (event.type === 'output' ? [event.parts.length] : []));
    assert.ok(sizes.length > 1, 'while it runs');
    assert.deepEqual(
      sizes,
      sizes.toSorted((a, b) => a - b),
    );
    assert.equal(partsOf(events)?.length, 4);
  });

  it('ends well with no output at all', async () => {
    const { connector, id } = await deployed('notifier');
    const events = await collect(
      connector.invoke(id, { prompt: '', stream: false, inputs: { message: 'x' } }),
    );
    assert.equal(partsOf(events), undefined);
    doneOf(events);
  });

  it('shows a single text as text', async () => {
    const { connector, id } = await deployed('scribe');
    const audio = 'data:audio/mpeg;base64,AAAA';
    const events = await collect(connector.invoke(id, { prompt: '', stream: false, inputs: { audio } }));
    assert.match(textOf(events), /^Ask not/);
  });

  it('sends a JSON object as it is where there is no schema', async () => {
    const { connector, id, sim } = await deployed('old');
    const events = await collect(connector.invoke(id, { prompt: '', stream: true, inputs: { any: '1' } }));
    doneOf(events);
    const [create] = sim.control.requests({ method: 'POST', path: '/acme/old/predictions' });
    assert.deepEqual(create?.body, { input: { any: '1' } });
  });
});
