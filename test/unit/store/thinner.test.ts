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
  const write = (written: ReturnType<Watch['rest']>) => {
    for (const deployment of written.lost) {
      const lost = thinner.lose(deployment);
      if (lost) kept.set(lost.at, lost);
    }
    for (const stretch of written.stretches) stretches.set(stretch.since, stretch);
  };
  for (const { at, sample } of all) {
    const read = watch.read({ scope, at, samples: sample ? [sample] : [] });
    write(read);
    if (sample && thinner.take(sample, read.since)) kept.set(at, sample);
  }
  write(watch.rest());
  return { kept: [...kept.values()].sort((a, b) => a.at - b.at), stretches: [...stretches.values()] };
}

/** The same without thinning: each reading by itself. */
const plain = (all: readonly Reading[]): StatusSample[] => all.flatMap(({ sample }) => sample ?? []);

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
      if (thinner.take(sample, read.since)) kept++;
      stretches += read.stretches.length;
    }
    assert.equal(kept, 1);
    assert.equal(stretches, 24 * 60);
  });

  it('keeps every change at once, and nothing twice', () => {
    const thinner = new StatusThinner();
    assert.equal(thinner.take(status(0), 0), true);
    assert.equal(thinner.take(status(5000), 0), false);
    assert.equal(thinner.take(status(10_000, { ready: 2 }), 0), true);
    assert.equal(thinner.take(status(10_000, { ready: 3 }), 0), false, 'time does not stand still');
    assert.equal(thinner.take(status(15_000, { ready: 2 }), 0), false);
    assert.equal(thinner.take(status(20_000, { ready: 2, max: 4 }), 0), true, 'other settings');
    assert.equal(thinner.take(status(25_000, { ready: 2, max: 4 }), 22_000), true, 'watched anew');
    assert.equal(thinner.take(status(30_000, { ready: 2, max: 4 }), 22_000), false);
  });

  it('ends in the history what another window saw and this one did not', () => {
    const thinner = new StatusThinner();
    thinner.take(status(0), 0);
    assert.equal(thinner.hear(status(3000, { ready: 2 })), true);
    assert.equal(thinner.hear(status(3000, { ready: 2 })), false, 'no news');
    assert.equal(thinner.take(status(5000), 0), true);
    assert.equal(thinner.take(status(10_000), 0), false);
  });

  it('marks what is out of sight once, from its last sighting by whichever window on', () => {
    const thinner = new StatusThinner();
    assert.equal(thinner.lose('together:d'), undefined, 'nobody saw it');
    thinner.take(status(0), 0);
    thinner.hear(status(3000, { ready: 2 }));
    assert.deepEqual(thinner.lose('together:d'), status(3000, { ready: 2, unseen: true }));
    assert.equal(thinner.lose('together:d'), undefined);
    assert.equal(thinner.take(status(5000, { ready: 2 }), 0), true, 'seen again');
    thinner.hear(status(6000, { status: 'stopped', ready: 0, gone: true }));
    assert.equal(thinner.lose('together:d'), undefined, 'gone is no loss of sight');
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
    const read = (at: number) => watch.read({ scope, at, samples: [status(at)] });
    assert.deepEqual(
      [0, 5000, 125_000, 245_001, 100].map((at) => read(at).since),
      [0, 0, 0, 245_001, 100],
    );
    assert.deepEqual([read(105).begins, read(50).begins, read(55).begins], [false, true, false]);
  });

  it('begins with the first row that was read, not when the last one was', () => {
    const watch = new Watch(() => holdMs);
    assert.equal(watch.read({ scope, at: 5000, samples: [status(4200), status(4900)] }).since, 4200);
    const old = new Watch(() => holdMs);
    const kept = status(0, { deployment: 'together:kept' });
    assert.equal(old.read({ scope, at: 500_000, samples: [kept] }).since, 500_000, 'read long before');
  });

  it('is never written without what was out of sight in it', () => {
    const watch = new Watch(() => holdMs);
    const [seen, lost, kept] = ['a', 'b', 'c'].map((id) => ({ deployment: `together:${id}` }));
    const read = (at: number, ...of: ({ deployment: string } | undefined)[]) =>
      watch.read({
        scope,
        at,
        samples: of.map((each) => status(each === kept ? 0 : at, { ...each, scope })),
      });
    read(0, seen, lost, kept);
    assert.deepEqual(read(30_000, seen, kept).lost, [], 'nothing is written yet');
    assert.deepEqual(read(60_000, seen, kept).lost, [lost?.deployment]);
    assert.deepEqual(
      read(121_000, seen, kept).lost,
      [kept?.deployment],
      'the connector showed an old reading',
    );
    assert.deepEqual(read(130_000, seen).lost, []);
    watch.hear(status(128_000, { ...lost, scope }));
    assert.deepEqual(watch.rest().lost, [lost?.deployment], 'another window saw it');
    const alone = (at: number) => watch.see(status(at, { ...kept, scope })).since;
    assert.deepEqual([alone(140_000), alone(400_000)], [0, Infinity], 'read by itself');
    assert.deepEqual(watch.rest(), { lost: [], stretches: [] });
    read(150_000, seen);
    assert.deepEqual(watch.rest().lost, [kept?.deployment]);
  });
});
