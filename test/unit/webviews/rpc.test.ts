import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformError, type ErrorCode } from '../../../src/connectors/errors.ts';
import { Rpc, type ClientRpc, type Port, type ServerRpc } from '../../../src/webviews/rpc.ts';

interface TestCalls {
  double: { in: { n: number }; out: number };
  hang: { in: undefined; out: string };
}
interface TestEvents {
  tick: { count: number };
}

/** Two ports joined back to back, as structured-cloned as the real ones. */
function portPair(): [Port & { sent: unknown[] }, Port & { sent: unknown[] }] {
  const listeners = [new Set<(m: unknown) => void>(), new Set<(m: unknown) => void>()] as const;
  const end = (own: 0 | 1): Port & { sent: unknown[] } => {
    const sent: unknown[] = [];
    return {
      sent,
      post: (message) => {
        const copy: unknown = structuredClone(message);
        sent.push(copy);
        queueMicrotask(() => listeners[own === 0 ? 1 : 0].forEach((listen) => listen(copy)));
      },
      listen: (receive) => {
        listeners[own].add(receive);
        return () => void listeners[own].delete(receive);
      },
    };
  };
  return [end(0), end(1)];
}

function pair() {
  const [near, far] = portPair();
  const logged: string[] = [];
  const client: ClientRpc<TestCalls, TestEvents> = new Rpc(near, (message) => logged.push(message));
  const server: ServerRpc<TestCalls, TestEvents> = new Rpc(far, (message) => logged.push(message));
  const seen: { aborted: number; inputs: unknown[] } = { aborted: 0, inputs: [] };
  server.handle(
    {
      double: (input) => {
        seen.inputs.push(input);
        if (input.n === 13) throw new PlatformError({ code: 'conflict', message: 'Unlucky.', hint: 'Wait.' });
        if (input.n === 14) throw new RangeError('a bug');
        return input.n * 2;
      },
      hang: (_input, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            seen.aborted++;
            reject(signal.reason as Error);
          });
        }),
    },
    {
      double: (input) => {
        if (typeof input !== 'object' || input === null || !('n' in input) || typeof input.n !== 'number') {
          throw new TypeError('n must be a number');
        }
        return { n: input.n };
      },
      hang: () => undefined,
    },
  );
  return { client, server, near, far, logged, seen };
}

const code = (expected: ErrorCode) => (error: unknown) =>
  error instanceof PlatformError && error.code === expected;

describe('Rpc', () => {
  it('answers calls, each with its own reply', async () => {
    const { client } = pair();
    const results = await Promise.all([1, 2, 3].map((n) => client.call('double', { n })));
    assert.deepEqual(results, [2, 4, 6]);
  });

  it('rejects with the error of the peer, whole', async () => {
    const { client } = pair();
    await assert.rejects(client.call('double', { n: 13 }), (error: unknown) => {
      assert.ok(error instanceof PlatformError);
      assert.deepEqual(error.data, { code: 'conflict', message: 'Unlucky.', hint: 'Wait.' });
      return true;
    });
  });

  it('answers a bug in a handler with an error and logs it', async () => {
    const { client, logged } = pair();
    await assert.rejects(client.call('double', { n: 14 }), code('malformed'));
    assert.match(logged.join('\n'), /a bug/);
  });

  it('keeps an input that does not validate from the handler', async () => {
    const { client, seen } = pair();
    await assert.rejects(client.call('double', { n: 'x' as unknown as number }), /n must be a number/);
    assert.deepEqual(seen.inputs, []);
  });

  it('answers an unknown name with an error, also one that every object has', async () => {
    const [near, far] = portPair();
    const client = new Rpc<{ toString: { in: undefined; out: string } }, object, object, object>(near);
    const server = new Rpc<object, object, object, object>(far);
    await assert.rejects(client.call('toString'), code('unsupported'));
    server.dispose();
  });

  it('cancels: rejects at once, fires the signal of the handler', async () => {
    const { client, seen } = pair();
    const controller = new AbortController();
    const call = client.call('hang', undefined, { signal: controller.signal });
    await sleep(1);
    controller.abort();
    await assert.rejects(call, code('cancelled'));
    await sleep(1);
    assert.equal(seen.aborted, 1);
  });

  it('sends nothing for a call that is cancelled before it began', async () => {
    const { client, near } = pair();
    await assert.rejects(client.call('hang', undefined, { signal: AbortSignal.abort() }), code('cancelled'));
    assert.deepEqual(near.sent, []);
  });

  it('times out, and cancels the handler', async () => {
    const { client, seen } = pair();
    await assert.rejects(client.call('hang', undefined, { timeoutMs: 5 }), code('timeout'));
    await sleep(1);
    assert.equal(seen.aborted, 1);
  });

  it('rejects what waits when it is disposed, and everything after', async () => {
    const { client } = pair();
    const call = client.call('hang');
    client.dispose();
    await assert.rejects(call, code('cancelled'));
    await assert.rejects(client.call('double', { n: 1 }), code('cancelled'));
  });

  it('aborts its handlers when it is disposed', async () => {
    const { client, server, seen } = pair();
    const call = client.call('hang', undefined, { timeoutMs: 20 });
    await sleep(1);
    server.dispose();
    await sleep(1);
    assert.equal(seen.aborted, 1);
    await assert.rejects(call, code('timeout'));
  });

  it('aborts the calls of a page that was reloaded', async () => {
    const { client, near, seen } = pair();
    const old = client.call('hang', undefined, { timeoutMs: 50 });
    await sleep(1);
    const reloaded: ClientRpc<TestCalls, TestEvents> = new Rpc(near);
    assert.equal(await reloaded.call('double', { n: 4 }), 8);
    assert.equal(seen.aborted, 1);
    await assert.rejects(old, PlatformError);
  });

  describe('an answer that was offered', () => {
    interface Loads {
      load: { in: undefined; out: number };
    }
    /** Answers with how often it was asked; `hold` keeps the answers back. */
    function loading(hold: Promise<unknown> = Promise.resolve()) {
      const [near, far] = portPair();
      const server: ServerRpc<Loads, object> = new Rpc(far);
      let asked = 0;
      const load = async (_input: undefined, signal: AbortSignal): Promise<number> => {
        const which = ++asked;
        await hold;
        signal.throwIfAborted();
        return which;
      };
      server.handle({ load }, { load: () => undefined });
      const client: ClientRpc<Loads, object> = new Rpc(near);
      return { client, server, near, far, times: () => asked };
    }

    it('is there without a call, for one call', async () => {
      const { client, server, near } = loading();
      server.offer('load');
      await sleep(1);
      assert.equal(await client.call('load'), 1);
      assert.deepEqual(near.sent, []);
      assert.equal(await client.call('load'), 2, 'the next is asked as always');
    });

    it('answers who has asked before it came', async () => {
      const held = Promise.withResolvers<undefined>();
      const { client, server, times } = loading(held.promise);
      server.offer('load');
      const call = client.call('load');
      await sleep(1);
      held.resolve(undefined);
      assert.equal(await call, 1);
      assert.equal(times(), 1, 'one answer for both');
      assert.equal(await client.call('load'), 2);
    });

    it('that was on its way when the call was sent, ends the call', async () => {
      const sent: { kind: string }[] = [];
      let receive: (message: unknown) => void = () => undefined;
      const client: ClientRpc<Loads, object> = new Rpc({
        post: (message) => sent.push(message as { kind: string }),
        listen: (listener) => {
          receive = listener;
          return () => undefined;
        },
      });
      const call = client.call('load');
      receive({ kind: 'offer', name: 'load', value: 7 });
      assert.equal(await call, 7);
      assert.deepEqual(
        sent.map(({ kind }) => kind),
        ['call', 'cancel'],
      );
    });

    it('that failed is no answer: who asks is told', async () => {
      const { client, server, times } = loading(
        Promise.reject(new PlatformError({ code: 'network', message: 'Away.' })),
      );
      server.offer('load');
      await sleep(1);
      assert.equal(times(), 1);
      await assert.rejects(client.call('load'), code('network'));
    });

    it('is not for a page that came later', async () => {
      const { client, server, near } = loading();
      server.offer('load');
      await sleep(1);
      assert.equal(await client.call('load'), 1);
      const reloaded: ClientRpc<Loads, object> = new Rpc(near);
      assert.equal(await reloaded.call('load'), 2);
    });

    it('ends with who offered it', async () => {
      const held = Promise.withResolvers<undefined>();
      const { server, far } = loading(held.promise);
      server.offer('load');
      server.dispose();
      held.resolve(undefined);
      await sleep(1);
      assert.deepEqual(far.sent, []);
    });
  });

  it('delivers events until the listener stops, and survives a listener that throws', async () => {
    const { client, server, logged } = pair();
    const counts: number[] = [];
    client.on('tick', () => {
      throw new Error('broken listener');
    });
    const stop = client.on('tick', ({ count }) => counts.push(count));
    server.emit('tick', { count: 1 });
    await sleep(1);
    stop();
    server.emit('tick', { count: 2 });
    await sleep(1);
    assert.deepEqual(counts, [1]);
    assert.match(logged.join('\n'), /broken listener/);
  });

  it('is asked whether it is there, and says so while a handler of it is still at work', async () => {
    const said: unknown[] = [];
    let receive: (message: unknown) => void = () => undefined;
    const port = {
      post: (message: unknown) => said.push(message),
      listen: (listener: typeof receive) => {
        receive = listener;
        return () => undefined;
      },
    };
    const busy = new Rpc<object, object, { wait: { in: undefined; out: never } }, object>(port);
    busy.handle({ wait: () => new Promise<never>(() => undefined) }, { wait: () => undefined });
    receive({ kind: 'call', session: 's', id: 's:1', name: 'wait' });
    receive({ kind: 'ping' });
    await Promise.resolve();
    assert.deepEqual(said, [{ kind: 'pong' }]);
    // The answer is nothing more than that: it is not answered itself.
    receive({ kind: 'pong' });
    assert.equal(said.length, 1);
  });

  it('drops and logs what is not an envelope', async () => {
    const { client, near, far, logged } = pair();
    const bad = [null, 7, 'x', [], {}, { kind: 'ok' }, { kind: 'nope', id: '1' }, { kind: 'call', id: 1 }];
    for (const message of bad) {
      near.post(message);
      far.post(message);
    }
    assert.equal(await client.call('double', { n: 5 }), 10);
    assert.equal(logged.length, bad.length * 2);
  });

  it('turns a result that cannot be sent into an error reply', async () => {
    const [near, far] = portPair();
    const client = new Rpc<{ bad: { in: undefined; out: unknown } }, object, object, object>(near);
    const server = new Rpc<object, object, { bad: { in: undefined; out: unknown } }, object>(far);
    server.handle({ bad: () => () => 1 }, { bad: () => undefined });
    await assert.rejects(client.call('bad'), PlatformError);
  });
});
