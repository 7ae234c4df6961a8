import assert from 'node:assert/strict';
import { machineTime } from '../../platforms/kit/machineTime.ts';
import { openLab, type Lab } from './lab.ts';

describe('instants of a request', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await openLab({ pace: { ttftMs: 40, tokensPerSecond: 1000 } });
  });
  afterEach(() => lab.close());

  let asked = 0;
  const ask = async (body: object) => {
    const response = await fetch(`${lab.sim.baseUrls.v1}/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${lab.sim.credentials.apiKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        model: lab.sim.control.world.v1Models.find(({ callable }) => callable === 'yes')?.info.id,
        messages: [{ role: 'user', content: `hello ${++asked}` }],
        max_tokens: 3,
        ...body,
      }),
    });
    const text = await response.text();
    return /"id":"([^"]+)"/.exec(text)?.[1] ?? assert.fail(text);
  };

  it('are told by the id of its answer: when it came, and when its first token went', async () => {
    const before = machineTime();
    const ids = [await ask({ stream: true }), await ask({ stream: true })];
    for (const id of ids) {
      const { received, firstToken = 0 } = lab.sim.control.instants(id) ?? assert.fail(id);
      assert.ok(received >= before && firstToken <= machineTime());
      assert.ok(firstToken - received >= 39, `${firstToken - received} ms`);
    }
  });

  it('have no first token where nothing was streamed, and come over HTTP with the time of their clock', async () => {
    const id = await ask({});
    const before = machineTime();
    const told = (await (await fetch(`${lab.sim.controlUrl}/instants`)).json()) as {
      now: number;
      requests: Record<string, object>;
    };
    assert.ok(told.now >= before && told.now <= machineTime());
    assert.deepEqual(Object.keys(told.requests[id] ?? {}), ['received']);
  });
});
