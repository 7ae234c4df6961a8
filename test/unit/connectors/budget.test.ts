import assert from 'node:assert/strict';
import { Budget } from '../../../src/connectors/budget.ts';
import type { Allowance } from '../../../src/connectors/budget.ts';
import { isCancelled, PlatformError } from '../../../src/connectors/errors.ts';
import { inBackground } from '../../../src/connectors/urgency.ts';
import { ManualClock, settle } from '../deployments/manualClock.ts';
import { Luck } from '../storm/fuzz/luck.ts';

const allowance: Allowance = { burst: 10, perMinute: 30, reserve: 4 };
const minute = 60_000;

function open(given: Partial<Allowance> = {}) {
  const clock = new ManualClock();
  const budget = new Budget(clock, { ...allowance, ...given });
  const went: { who: string; at: number }[] = [];
  const turn = (who: string, signal?: AbortSignal): Promise<void> =>
    budget.turn(signal).then(() => void went.push({ who, at: clock.monotonic() }));
  return {
    clock,
    budget,
    went,
    act: (signal?: AbortSignal) => turn('act', signal),
    watch: (signal?: AbortSignal) => inBackground(() => turn('watch', signal)),
    names: () => went.map(({ who }) => who).join(' '),
  };
}

const refusal = new PlatformError({ code: 'rate-limited', message: 'No.', retryAfterMs: 20_000 });

describe('Budget', () => {
  it('makes nobody wait within its burst', async () => {
    const { clock, act, watch, went } = open();
    await Promise.all([...Array.from({ length: 6 }, () => watch()), act(), act(), act(), act()]);
    assert.equal(went.length, 10);
    assert.equal(clock.sleepers, 0);
  });

  it('leaves a reserve for actions, which go before whoever watches', async () => {
    const { clock, act, watch, names, budget } = open();
    assert.equal(budget.room, 6);
    for (let i = 0; i < 8; i++) void watch();
    await settle();
    assert.equal(names(), 'watch '.repeat(6).trim());
    assert.equal(budget.room, 0);
    await Promise.all([act(), act(), act(), act()]);
    const late = act();
    await clock.advance(2000);
    await late;
    assert.equal(names().split(' ').at(-1), 'act', 'came last and went first');
    await clock.advance(minute);
    assert.equal(
      names()
        .split(' ')
        .filter((name) => name === 'watch').length,
      8,
    );
    assert.equal(clock.sleepers, 0);
  });

  it('gives each round a share that is there, and a little where nothing is', async () => {
    const { clock, watch, budget } = open({ burst: 300, perMinute: 600, reserve: 60 });
    assert.equal(budget.share, 216, 'a tenth of 240 is left for the rest of the round');
    await Promise.all(Array.from({ length: 240 }, () => watch()));
    assert.equal(budget.share, 30);
    await clock.advance(5000);
    assert.equal(budget.share, 45);
    budget.refused(0);
    assert.equal(budget.share, 15, 'half of a little');
  });

  it('never lets more go in any minute than it allows, whatever the order', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const luck = new Luck(`budget ${seed}`);
      const { clock, budget, act, watch, went } = open();
      const all: Promise<unknown>[] = [];
      for (let step = 0; step < 120; step++) {
        const stop = new AbortController();
        for (let n = luck.below(6); n > 0; n--)
          all.push((luck.chance(0.5) ? act : watch)(stop.signal).catch((error: unknown) => error));
        if (luck.chance(0.05)) budget.refused(luck.below(9000));
        if (luck.chance(0.05)) budget.left(luck.below(20));
        await clock.advance(luck.below(4000));
        if (luck.chance(0.2)) stop.abort();
      }
      await clock.advance(60 * minute);
      const ends = await Promise.all(all);
      assert.ok(ends.every((end) => end === undefined || isCancelled(end)));
      const times = went.map(({ at }) => at);
      for (const [first, from] of times.entries()) {
        const within = times.slice(first).filter((at) => at < from + minute).length;
        assert.ok(within <= 40, `${within} within a minute, seed ${seed}`);
      }
      assert.ok(times.length > 150, `only ${times.length} went at all`);
      assert.equal(clock.sleepers, 0, 'a timer is left');
    }
  });

  it('asks for less after a refusal, and for as much as before after a while', async () => {
    const { clock, budget, watch, act, went } = open();
    const refused = budget.spend(undefined, () => Promise.reject(refusal));
    await assert.rejects(refused, (error) => error === refusal);
    // Refused together: still one refusal.
    budget.refused(20_000);
    void watch();
    await act();
    assert.equal(went.length, 1, 'an action does not wait');
    await clock.advance(19_999);
    assert.equal(went.length, 1);
    await clock.advance(1);
    assert.equal(went.length, 2, 'as soon as the platform allows it');

    const rate = async (): Promise<number> => {
      const before = went.length;
      for (let i = 0; i < 40; i++) void watch();
      await clock.advance(20_000);
      const { length } = went;
      await clock.advance(10 * minute);
      return length - before;
    };
    budget.refused(0);
    const slow = await rate();
    const usual = await rate();
    assert.ok(slow < 10, `${slow} in 20 s`);
    assert.equal(usual, 16, 'the burst without the reserve, and ten of 20 s');
  });

  it('ends a wait with its signal, and no timer stays', async () => {
    const { clock, watch, act, went } = open({ burst: 1, reserve: 0 });
    await act();
    const stop = new AbortController();
    const waiting = watch(stop.signal);
    const behind = watch();
    await settle();
    assert.equal(clock.sleepers, 1);
    stop.abort();
    await assert.rejects(waiting, isCancelled);
    await clock.advance(2000);
    await behind;
    assert.equal(went.length, 2);
    assert.equal(clock.sleepers, 0);
  });

  it('lets nobody wait for a connection that is closed', async () => {
    const { clock, watch, act, budget } = open({ burst: 1, reserve: 0 });
    await act();
    const waiting = [watch(), act()];
    budget.dispose();
    for (const one of waiting) await assert.rejects(one, isCancelled);
    await settle();
    assert.equal(clock.sleepers, 0);
  });

  it('does not wait for a clock that was set back, nor for one that stands still', async () => {
    let now = 1_000_000_000;
    const slept: number[] = [];
    const clock = {
      now: () => now,
      monotonic: () => 0,
      sleep: (ms: number) => Promise.resolve(void slept.push(ms)),
    };
    const budget = new Budget(clock, { ...allowance, burst: 1, reserve: 0 });
    await budget.turn(undefined);
    now -= 3_600_000;
    for (let i = 0; i < 3; i++) await budget.turn(undefined);
    assert.deepEqual(slept, [2000, 2000, 2000]);
    budget.refused(1000);
    now -= 3_600_000;
    await inBackground(() => budget.turn(undefined));
    assert.ok(slept.slice(3).reduce((sum, ms) => sum + ms, 0) < 10_000, String(slept));
  });

  it('believes the platform when it says that fewer are left', () => {
    const { budget } = open();
    budget.left(Number.NaN);
    budget.left(600);
    assert.equal(budget.room, 6);
    budget.left(5);
    assert.equal(budget.room, 1);
  });
});
