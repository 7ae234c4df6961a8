import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { statuses } from '../../../src/connectors/domain.ts';
import { levels } from '../../../src/extension/metrics/history.ts';
import type { Rollup } from '../../../src/extension/metrics/history.ts';
import { distributionOf } from '../../../src/extension/metrics/spread.ts';
import type { TimeWindow } from '../../../src/connectors/connector.ts';
import type { Backend, Change } from '../../../src/extension/store/changes.ts';
import { MemoryBackend } from '../../../src/extension/store/inMemory.ts';
import { SqliteBackend } from '../../../src/extension/store/sqlite.ts';
import { price, sample, status, testRun } from '../deployments/builders.ts';
import { cleanTemp, tempFolder } from './temp.ts';

const name = fc.constantFrom('together:a', 'together:b');
const id = fc.stringMatching(/^[a-e]$/);
const scope = fc.constantFrom('together:acme', 'together:other');
const time = fc.nat(30);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Distinct times, as order within one millisecond is nobody's business. */
let tick = 100;
const change: fc.Arbitrary<Change> = fc.oneof(
  fc
    .record({ id: fc.uuid(), deployment: name, at: time, cost: maybe(fc.nat()), out: maybe(fc.nat()) })
    .map(({ id, deployment, at, cost, out }): Change => {
      const usage = out === undefined ? {} : { usage: { output: out } };
      const paid = cost === undefined ? {} : { cost };
      return {
        kind: 'request',
        sample: sample(id, { deployment, sentAt: at * 1000 + ++tick, ...usage, ...paid }),
      };
    }),
  fc
    .record({
      ...{ deployment: name, at: time, status: fc.constantFrom(...statuses), ready: maybe(fc.nat(4)) },
      ...{ createdAt: maybe(time), scope: maybe(scope), mark: fc.constantFrom('unseen', 'gone', undefined) },
    })
    .map(({ deployment, at, status: word, ready, createdAt, scope, mark }): Change => {
      const { ready: _ready, ...base } = status(at, { deployment, status: word, price: price(1) });
      const rest = Object.entries({ ready, createdAt, scope }).filter(([, value]) => value !== undefined);
      const marked = mark === undefined ? {} : { [mark]: true };
      return { kind: 'status', sample: { ...base, ...Object.fromEntries(rest), ...marked } };
    }),
  fc.record({ scope, writer: id, since: time, length: time }).map(({ length, ...rest }): Change => {
    return { kind: 'watch', stretch: { ...rest, until: rest.since + length } };
  }),
  fc.record({ kind: fc.constant('void' as const), scope, after: time }),
  fc.record({ id: fc.uuid(), deployment: name, at: time }).map(({ id, deployment, at }): Change => {
    return { kind: 'test', run: testRun(id, { deployment, sentAt: at * 1000 + ++tick }) };
  }),
  name.map((deployment): Change => ({ kind: 'clear-tests', deployment })),
  fc.record({ id, at: time }).map(({ id, at }): Change => {
    const spec = { name: 'n', model: { id: 'm', name: 'M', kind: 'model' as const }, config: {} };
    return { kind: 'draft', draft: { id, platform: 'together', spec, createdAt: at, updatedAt: at } };
  }),
  id.map((gone): Change => ({ kind: 'draft-gone', id: gone })),
  fc
    .record({ deployment: name, description: maybe(fc.string()) })
    .map(({ deployment, description }): Change => {
      return { kind: 'notes', deployment, notes: description === undefined ? {} : { description } };
    }),
  fc
    .record({ key: id, value: maybe(fc.string()) })
    .map(({ key, value }): Change => ({ kind: 'memory', key, value })),
);

const everything = { from: 0, to: Number.MAX_SAFE_INTEGER };
const told = (rollup: Rollup) => {
  const { latency, firstToken, ...sums } = rollup.tally();
  const { deployment, start, n } = rollup;
  const spreads = { latency: distributionOf(latency), firstToken: distributionOf(firstToken) };
  return { deployment, start, n, ...sums, ...spreads };
};
/** Of all deployments, in an order of its own. */
const statusesOf = (window: TimeWindow) => (backend: Backend) => ({
  steps: backend
    .statusesOfAll(window)
    .sort((a, b) => a.deployment.localeCompare(b.deployment) || a.at - b.at),
  watches: backend
    .watches(window)
    .map((stretch) => JSON.stringify(Object.entries(stretch).sort()))
    .sort(),
});
/** Nobody minds the order of deployments. */
const byDeployment = (a: Rollup, b: Rollup) => a.deployment.localeCompare(b.deployment) || a.start - b.start;

describe('Both places of the store', () => {
  afterEach(cleanTemp);

  it('remember the same, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { maxLength: 15 }), { maxLength: 4 }),
        time,
        time,
        time,
        (batches, a, b, old) => {
          const sqlite = new SqliteBackend(join(tempFolder(), 'x.db'));
          const memory = new MemoryBackend();
          const window = { from: Math.min(a, b), to: Math.max(a, b) };
          const wide = { from: window.from * 1000, to: window.to * 1000 };
          const limits = { samples: old, minute: 0, hour: 0, day: 0 };
          for (const backend of [sqlite, memory]) {
            for (const batch of batches) backend.apply(batch);
            assert.equal(backend.trim(limits), false);
          }
          const requests = (key?: string) =>
            [sqlite, memory].map((backend) =>
              backend.readRequests((source) => ({
                single: source.requests(wide, key),
                last: source.last(),
                sums: levels.map((level) =>
                  source.rollups(level, everything, key).sort(byDeployment).map(told),
                ),
              })),
            );
          for (const key of ['together:a', 'together:b']) {
            assert.deepEqual(...(requests(key) as [unknown, unknown]));
            assert.deepEqual(sqlite.statuses(window, key), memory.statuses(window, key));
            assert.deepEqual(sqlite.tests(key), memory.tests(key));
            assert.ok(memory.tests(key).length <= 10);
          }
          assert.deepEqual(...(requests() as [unknown, unknown]));
          assert.deepEqual(...([sqlite, memory].map(statusesOf(window)) as [unknown, unknown]));
          const byId = (x: { id: string }, y: { id: string }) => x.id.localeCompare(y.id);
          assert.deepEqual(sqlite.drafts().sort(byId), memory.drafts().sort(byId));
          assert.deepEqual([...sqlite.notes()].sort(), [...memory.notes()].sort());
          for (const key of 'abcde') assert.equal(sqlite.memory(key), memory.memory(key));
          sqlite.close();
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(30_000);
});
