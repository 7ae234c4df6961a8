import assert from 'node:assert/strict';
import type { InvokeEvent } from '../../../../src/connectors/index.ts';
import {
  addressOf,
  chat,
  closeBenches,
  collect,
  images,
  last,
  openBench,
  plain,
  question,
  textOf,
} from './bench.ts';
import { answer, creates, cancels, waits, errorOf, doneOf } from './watching.ts';

describe('Replicate connector: how tests end', () => {
  afterEach(closeBenches);

  it('quotes the platform’s code of a failure', async () => {
    for (const streamError of ['json', 'text'] as const)
      for (const request of [question, plain]) {
        const { connector, sim } = await openBench({ modes: { streamError } });
        sim.control.scriptNextRun({ kind: 'fails', error: 'E1001: the model ran out of memory' });
        const error = errorOf(await collect(connector.invoke(chat, request)));
        assert.equal(error.platformCode, 'E1001');
        assert.match(error.message, /ran out of memory\.$/);
        assert.match(error.hint ?? '', /more memory/);
      }
  });

  it('tells an error of the model’s own code from one of the platform', async () => {
    const { connector, sim } = await openBench();
    sim.control.scriptNextRun({ kind: 'fails', error: 'seed must be positive' });
    const error = errorOf(await collect(connector.invoke(chat, question)));
    assert.equal(error.code, 'invalid');
    assert.equal(error.platformCode, undefined);
  });

  for (const request of [question, plain])
    it(`ends when it was aborted before it started, ${request.stream ? 'streamed' : 'held'} (trap 12)`, async () => {
      const { connector, sim } = await openBench();
      await connector.stop(chat);
      sim.control.script(chat, { kind: 'noCapacity' });
      await connector.start(chat);
      const error = errorOf(await collect(connector.invoke(chat, request)));
      assert.equal(error.code, 'timeout');
      assert.equal(error.platformCode, 'aborted');
      assert.match(error.message, /No instance was ready within 10 minutes/);
    });

  it('ends when the deadline cancels what runs', async () => {
    const { connector, sim } = await openBench();
    sim.control.scriptNextRun({ kind: 'hangs' });
    const error = errorOf(await collect(connector.invoke(chat, plain)));
    assert.equal(error.code, 'timeout');
    assert.match(error.message, /deadline of 10 minutes/);
  });

  it('ends when a status comes that nobody knows', async () => {
    const { again } = await openBench({ modes: { pollMs: 60_000 } });
    const connector = again({
      fetch: async (input, init) => {
        const response = await globalThis.fetch(input, init);
        if (!/\/predictions(\/|$)/.test(addressOf(input))) return response;
        return Response.json({ ...((await response.json()) as object), status: 'resting' });
      },
    });
    const events = await collect(connector.invoke(chat, plain));
    const error = errorOf(events);
    assert.equal(error.code, 'timeout');
    assert.match(error.message, /“resting”/);
    assert.ok(waits(events).includes('Replicate says “resting”'));
  });

  for (const request of [question, plain])
    it(`cancels on Replicate, too, when it is cancelled here: ${request.stream ? 'streamed' : 'held'} (trap 13)`, async () => {
      const bench = await openBench({ modes: { heldTime: 'stands' } });
      bench.sim.control.scriptNextRun({ kind: 'hangs' });
      const stop = new AbortController();
      const events: InvokeEvent[] = [];
      for await (const event of bench.connector.invoke(images, { ...request, inputs: {} }, stop.signal)) {
        events.push(event);
        if (event.type === 'sent')
          // The prediction exists before its held answer does.
          setTimeout(() => stop.abort(), 30);
      }
      assert.equal(last(events).type, 'cancelled');
      assert.equal(cancels(bench).length, 1);
      const [run] = [...bench.sim.control.world.predictions.values()].slice(-1);
      assert.equal(run?.status, 'canceled');
    });

  it('cancels what nobody listens to any more', async () => {
    const bench = await openBench();
    bench.sim.control.scriptNextRun({ kind: 'hangs' });
    for await (const { type } of bench.connector.invoke(chat, question)) if (type === 'waiting') break;
    assert.equal(cancels(bench).length, 1);
  });

  it('sends nothing when it was cancelled before', async () => {
    const bench = await openBench();
    const events = await collect(bench.connector.invoke(chat, question, AbortSignal.abort()));
    assert.equal(last(events).type, 'cancelled');
    assert.equal(creates(bench).length, 0);
  });

  it('says cancelled when somebody else cancelled it', async () => {
    const { connector, sim } = await openBench({ modes: { pollMs: 1_000 } });
    sim.control.scriptNextRun({ kind: 'hangs' });
    const events: InvokeEvent[] = [];
    for await (const event of connector.invoke(chat, question)) {
      events.push(event);
      if (event.type === 'first-byte') sim.control.changeOutside(chat, { min: 0, max: 0 });
    }
    assert.equal(last(events).type, 'cancelled');
    assert.ok(waits(events).some((message) => message.startsWith('Cancelled on Replicate')));
  });

  it('asks for payment where there is no credit (trap 16)', async () => {
    const { connector } = await openBench({ modes: { noCredit: true } });
    const error = errorOf(await collect(connector.invoke(chat, question)));
    assert.equal(error.code, 'payment-required');
    assert.match(error.hint ?? '', /account\/billing/);
  });

  for (const how of ['reset', 'status'] as const)
    it(`follows the prediction that a lost answer was about, without a second one: ${how}`, async () => {
      const bench = await openBench();
      const path = '/v1/deployments/*/*/predictions';
      bench.sim.control.addFault({ method: 'POST', path, fault: { kind: 'loseResponse', how } });
      const events = await collect(bench.connector.invoke(chat, question));
      assert.equal(textOf(events), answer);
      doneOf(events);
      assert.equal(creates(bench).length, 1);
    });

  it('says that it may be running when that cannot be found out', async () => {
    const bench = await openBench();
    const path = '/v1/deployments/*/*/predictions';
    bench.sim.control.addFault({ method: 'POST', path, fault: { kind: 'resetBeforeHeaders' } });
    const error = errorOf(await collect(bench.connector.invoke(chat, question)));
    assert.equal(error.code, 'outcome-unknown');
    assert.equal(creates(bench).length, 1);
  });

  it('tells of a deployment that is gone', async () => {
    const { connector } = await openBench();
    assert.equal(errorOf(await collect(connector.invoke('acme/nothing', question))).code, 'not-found');
    assert.equal(errorOf(await collect(connector.invoke('nonsense', question))).code, 'not-found');
  });
});
