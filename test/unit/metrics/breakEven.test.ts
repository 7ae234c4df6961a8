import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ServerlessModel } from '../../../src/connectors/connector.ts';
import { breakEvenOf } from '../../../src/extension/metrics/breakEven.ts';
import { ServerlessPrices } from '../../../src/extension/metrics/serverlessPrices.ts';
import { dollars, price } from '../deployments/builders.ts';
import { ManualClock, settle } from '../deployments/manualClock.ts';

const user = { kind: 'user' } as const;
const report = (input: number, output: number, observed: number) => ({
  tokens: { input, output, total: input + output, unknown: 0, estimated: 0 },
  cost: { basis: 'time' as const, observed, atLeast: false, sources: [] },
});

describe('Break-even', () => {
  it('is where both ways cost the same, for any mix and any prices', () => {
    const nano = fc.integer({ min: 1_000_000, max: 20_000_000_000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.nat(1e6),
        nano,
        nano,
        nano,
        (input, output, hour, inPrice, outPrice) => {
          const serverless = {
            model: 'm',
            price: { inputPerMillion: inPrice, outputPerMillion: outPrice, source: user },
          };
          const found = breakEvenOf(
            report(input, output, hour * 2),
            { perReplicaHour: hour, source: user },
            serverless,
          );
          assert.ok(found);
          const tokens = found.tokensPerHour;
          const byToken =
            (tokens * found.inputShare * inPrice + tokens * (1 - found.inputShare) * outPrice) / 1_000_000;
          // A token more or less.
          assert.ok(Math.abs(byToken - hour) <= Math.max(inPrice, outPrice) / 1_000_000 + hour * 1e-9);
          assert.equal(found.seenPerHour, Math.round((input + output) / 2));
        },
      ),
    );
  });

  it('is not known without tokens, without a cost, and of what is billed by token', () => {
    const serverless = { model: 'm', price: { inputPerMillion: 1, outputPerMillion: 1, source: user } };
    assert.equal(breakEvenOf(report(0, 0, dollars(4)), price(4), serverless), undefined);
    assert.equal(breakEvenOf(report(5, 5, 0), price(4), serverless), undefined);
    const tokens = {
      ...report(5, 5, 7),
      cost: { basis: 'tokens' as const, observed: 7, atLeast: false, sources: [] },
    };
    assert.equal(breakEvenOf(tokens, price(4), serverless), undefined);
  });
});

describe('Prices by token', () => {
  const model = { id: 'arch_1', name: 'acme/seven', kind: 'model' as const };
  const listed = (id: string): ServerlessModel => ({
    ...{ id, name: id, kind: 'model', tags: [] },
    tokenPrice: { inputPerMillion: 1, outputPerMillion: 2, source: user },
  });

  it('are asked for once an hour, by whoever looks, who does not wait', async () => {
    const clock = new ManualClock();
    const asked: string[] = [];
    const prices = new ServerlessPrices({
      clock,
      list: (_platform, text) => {
        asked.push(text);
        return Promise.resolve([listed('acme/seven-mini'), listed('acme/seven')]);
      },
    });
    assert.equal(prices.of('together', model), undefined);
    assert.equal(prices.of('together', model), undefined);
    await settle();
    assert.equal(prices.of('together', model)?.model, 'acme/seven');
    assert.deepEqual(asked, ['acme/seven']);
    await clock.advance(3_600_001);
    assert.equal(prices.of('together', model)?.model, 'acme/seven', 'until the next answer');
    await settle();
    assert.equal(asked.length, 2);
  });

  it('are of the same model, not of one that is called alike; and none is not asked for at each refresh', async () => {
    let asked = 0;
    for (const list of [
      () => Promise.resolve([listed('acme/seven-mini')]),
      () => Promise.reject(new Error('no')),
    ]) {
      const prices = new ServerlessPrices({ clock: new ManualClock(), list: () => (asked++, list()) });
      for (let i = 0; i < 5; i++) {
        assert.equal(prices.of('together', model), undefined);
        await settle();
      }
    }
    assert.equal(asked, 2);
  });
});
