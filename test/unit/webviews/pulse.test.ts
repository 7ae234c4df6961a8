import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Pulse } from '../../../src/webviews/pulse.ts';

describe('whether the host still answers', () => {
  let asked = 0;
  let visible = true;
  let alive = true;
  let changes: boolean[] = [];
  let pulse: Pulse;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
    [asked, visible, alive, changes] = [0, true, true, []];
    pulse = new Pulse({
      ask: () => {
        asked++;
        if (alive) setTimeout(() => pulse.heard(), 10);
      },
      visible: () => visible,
    });
    pulse.onChange((answers) => changes.push(answers));
  });
  afterEach(() => {
    pulse.stop();
    mock.timers.reset();
  });

  /** In steps, as time passes: a timer that is set by another one has its turn too. */
  const pass = (ms: number): void => {
    for (let gone = 0; gone < ms; gone += 100) mock.timers.tick(100);
  };

  it('asks four times a minute at most, and says nothing of a host that answers', () => {
    pass(600_000);
    assert.ok(asked >= 38 && asked <= 40, String(asked));
    assert.deepEqual(changes, []);
  });

  it('asks nothing while the host speaks by itself', () => {
    for (let i = 0; i < 60; i++) {
      pass(5000);
      pulse.heard();
    }
    assert.equal(asked, 0);
  });

  it('tells of a host that is gone, and when it is back', () => {
    alive = false;
    pass(24_000);
    assert.deepEqual(changes, []);
    pass(2000);
    assert.deepEqual(changes, [false]);
    assert.equal(pulse.answers, false);
    alive = true;
    pass(6000);
    assert.deepEqual(changes, [false, true]);
  });

  it('forgives one answer that does not come', () => {
    alive = false;
    pass(16_000);
    alive = true;
    pass(60_000);
    assert.deepEqual(changes, []);
  });

  it('asks at once when something was asked for, and only once', () => {
    pass(3000);
    alive = false;
    for (let i = 0; i < 5; i++) pulse.called();
    assert.equal(asked, 1);
    pass(10_100);
    assert.deepEqual(changes, [false]);
  });

  it('asks nothing out of view, and anew when it comes back', () => {
    visible = false;
    pulse.look();
    alive = false;
    pulse.called();
    pass(3_600_000);
    assert.equal(asked, 0);
    visible = true;
    pulse.look();
    pass(100);
    assert.equal(asked, 1);
    assert.deepEqual(changes, []);
  });

  it('takes a night in which the machine slept for no silence', () => {
    alive = false;
    pass(15_100);
    assert.equal(asked, 1);
    for (let night = 0; night < 5; night++) {
      mock.timers.setTime(Date.now() + 3_600_000);
      mock.timers.tick(1);
    }
    assert.deepEqual(changes, []);
    alive = true;
    pass(6000);
    assert.deepEqual(changes, []);
  });
});
