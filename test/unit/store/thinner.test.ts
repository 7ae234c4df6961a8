import assert from 'node:assert/strict';
import fc from 'fast-check';
import { timeCost } from '../../../src/extension/metrics/timeCost.ts';
import type { StatusSample, WatchStretch } from '../../../src/extension/metrics/types.ts';
import { StatusThinner } from '../../../src/extension/store/thinner.ts';
import { union, withUntil } from '../../../src/extension/store/untils.ts';
import { Watch } from '../../../src/extension/store/watch.ts';
import { price, status } from '../deployments/builders.ts';

const holdMs = 120_000;
const scope = 'together:acme';

/** Readings as a poller makes them: some seconds apart, with a silence now and then, and now and then not of this one. */
const readings = fc
  .array(
    fc.record({
      wait: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 2, max: 12 }) },
        { weight: 1, arbitrary: fc.integer({ min: 60, max: 900 }) },
      ),
      ready: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.nat(3)),
      perHour: fc.oneof({ weight: 9, arbitrary: fc.constant(4) }, fc.constant(5)),
      seen: fc.oneof({ weight: 19, arbitrary: fc.constant(true) }, fc.constant(false)),
    }),
    { minLength: 1, maxLength: 150 },
  )
  .map((steps) => {
    let at = 1000;
    return steps.map(({ wait, ready, perHour, seen }) => {
      at += wait * 1000;
      return { at, sample: seen ? status(at, { ready, price: price(perHour), scope }) : undefined };
    });
  });

interface Reading {
  at: number;
  sample: StatusSample | undefined;
}

/** As the store does, for one window. */
function thinned(all: readonly Reading[]): { kept: StatusSample[]; stretches: WatchStretch[] } {
  const [thinner, watch] = [new StatusThinner(), new Watch(() => holdMs)];
  const kept = new Map<number, StatusSample>();
  const stretches = new Map<number, WatchStretch>();
  for (const { at, sample } of all) {
    const read = watch.read({ scope, at, samples: sample ? [sample] : [] });
    const lost = read.lost.flatMap((deployment) => thinner.lose(deployment) ?? []);
    const taken = sample && thinner.take(sample, read.anew.has(sample.deployment)) ? [sample] : [];
    for (const one of [...lost, ...taken]) kept.set(one.at, one);
    for (const stretch of read.stretches) stretches.set(stretch.since, stretch);
  }
  for (const stretch of watch.rest()) stretches.set(stretch.since, stretch);
  return { kept: [...kept.values()].sort((a, b) => a.at - b.at), stretches: [...stretches.values()] };
}

/** The same without thinning: each reading by itself, and the last before it was out of sight marked so. */
function plain(all: readonly Reading[]): StatusSample[] {
  return all.flatMap(({ at, sample }, i) => {
    const next = all[i + 1];
    if (!sample) return [];
    const lost = next !== undefined && !next.sample && next.at - at <= holdMs;
    return [lost ? { ...sample, unseen: true as const } : sample];
  });
}

describe('Thinning status samples', () => {
  it('changes no integral, whatever was seen and however long nobody looked', () => {
    fc.assert(
      fc.property(readings, fc.nat(2_000_000), fc.nat(2_000_000), (all, a, b) => {
        const { kept, stretches } = thinned(all);
        const window = { from: Math.min(a, b), to: Math.max(a, b) + 1 };
        const options = { holdMs, now: Infinity };
        const { sources: _all, ...whole } = timeCost(plain(all), window, options);
        const { sources: _kept, ...thin } = timeCost(
          withUntil(kept, union(stretches, holdMs)),
          window,
          options,
        );
        assert.deepEqual(thin, whole);
      }),
      { numRuns: 400 },
    );
  });

  it('writes one row of a quiet day, and one a minute for the whole account', () => {
    const [thinner, watch] = [new StatusThinner(), new Watch(() => holdMs)];
    let kept = 0;
    let stretches = 0;
    for (let at = 0; at < 24 * 3600_000; at += 5000) {
      const sample = status(at, { scope });
      const read = watch.read({ scope, at, samples: [sample] });
      if (thinner.take(sample, read.anew.has(sample.deployment))) kept++;
      stretches += read.stretches.length;
    }
    assert.equal(kept, 1);
    assert.equal(stretches, 24 * 60);
  });

  it('keeps every change at once, and nothing twice', () => {
    const thinner = new StatusThinner();
    assert.equal(thinner.take(status(0), true), true);
    assert.equal(thinner.take(status(5000), false), false);
    assert.equal(thinner.take(status(10_000, { ready: 2 }), false), true);
    assert.equal(thinner.take(status(10_000, { ready: 3 }), false), false, 'time does not stand still');
    assert.equal(thinner.take(status(15_000, { ready: 2 }), false), false);
    assert.equal(thinner.take(status(20_000, { ready: 2, max: 4 }), false), true, 'other settings');
  });

  it('ends in the history what another window saw and this one did not', () => {
    const thinner = new StatusThinner();
    thinner.take(status(0), true);
    thinner.hear(status(3000, { ready: 2 }));
    assert.equal(thinner.take(status(5000), false), true);
    assert.equal(thinner.take(status(10_000), false), false);
  });
});

describe('Watching an account', () => {
  it('is one time, however many windows do it', () => {
    const at = (since: number, until: number, writer: string): WatchStretch => ({
      ...{ scope, writer, since, until },
    });
    const times = union([at(10, 20, 'a'), at(0, 12, 'b'), at(30, 40, 'a'), at(21, 25, 'b')], 1);
    assert.deepEqual(times.get(scope), [
      { from: 0, to: 25 },
      { from: 30, to: 40 },
    ]);
    const samples = [status(5, { scope }), status(30, { scope, ready: 2 })];
    assert.deepEqual(
      withUntil(samples, times).map(({ until }) => until),
      [25, 40],
    );
    assert.deepEqual(
      withUntil([status(5, { scope: 'together:other' })], times).map(({ until }) => until),
      [undefined],
      'of another account',
    );
  });

  it('begins anew after a silence, and when the clock was set back', () => {
    const watch = new Watch(() => holdMs);
    const read = (at: number) => watch.read({ scope, at, samples: [status(at)] }).anew.size === 1;
    assert.deepEqual([0, 5000, 125_000, 245_001, 100].map(read), [true, false, false, true, true]);
    assert.equal(watch.read({ scope, at: 200, samples: [] }).lost.length, 1);
    assert.equal(read(300), true, 'seen again');
  });
});
