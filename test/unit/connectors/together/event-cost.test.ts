import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { TimeWindow, UsageCost } from '../../../../src/connectors/index.ts';
import { costOfEvents } from '../../../../src/connectors/together/event-cost.ts';
import type { EventFacts } from '../../../../src/connectors/together/event-cost.ts';
import type { EventRecord } from '../../../../src/connectors/together/record.ts';
import type { Present } from '../../../../src/connectors/together/spans.ts';
import { event } from '../../../../src/connectors/together/wire.ts';
import { wordOf } from '../../../../src/connectors/together/words.ts';

const hour = 3_600_000;
/** Hours since the deployment was made; one replica costs $1 an hour. */
type Told = readonly [at: number, type: string, fields?: Record<string, unknown>];

const created: Told = [0, 'deployment.created'];
const scaled = (at: number, oldReplicas?: number, newReplicas?: number): Told => [
  at,
  'deployment.scaled',
  { oldReplicas, newReplicas },
];
const ready = (at: number): Told => [
  at,
  'deployment.status_updated',
  { status: 'True', reason: 'AllReplicasReady', message: 'All replicas ready' },
];
const other = (at: number, message?: string): Told => [
  at,
  'deployment.status_updated',
  { status: 'False', reason: 'ReplicasProgressing', message },
];
const bounds = (at: number): Told => [at, 'deployment.updated', { paths: ['autoscaling'] }];

function recordOf(told: readonly Told[], over: Partial<EventRecord> = {}): EventRecord {
  const words = told.flatMap(([at, type, fields = {}], index) => {
    const wire = { id: String(index), createdAt: new Date(at * hour).toISOString(), type, ...fields };
    return wordOf(v.parse(event, wire), at * hour) ?? [];
  });
  const reaches = told[0] && told[0][0] * hour;
  return { words, cut: false, undated: false, ...(reaches === undefined ? {} : { reaches }), ...over };
}

const present = (state: string, readyNow: number, desired = readyNow): Present => ({
  ...{ state, ready: readyNow, desired, createdAt: 0, readAt: 100 * hour },
});

function cost(told: readonly Told[], now: Present | undefined, over: Partial<EventFacts> = {}): UsageCost {
  return costOfEvents({
    window: { from: 0, to: 10 * hour },
    now: 100 * hour,
    record: recordOf(told),
    ...(now ? { present: now } : {}),
    instanceType: '1xh100',
    price: { perReplicaHour: 1e9, source: { kind: 'platform', readAt: 7 } },
    ...over,
  });
}

/** At least and at most, in dollars. */
const range = ({ floor, ceiling }: UsageCost) =>
  [floor, ceiling].map((nano) => (nano === undefined ? undefined : Math.round(nano / 1e7) / 100));
const within = (from: number, to: number): { window: TimeWindow } => ({
  window: { from: from * hour, to: to * hour },
});

const week = [created, ready(1), scaled(4, 1, 2), other(4), ready(5)];

describe('the cost by the events of Together AI', () => {
  it('is replicas that are told ready, at the price, over the time between two events', () => {
    const told = cost(week, present('READY', 2));
    // Up to an hour to begin with, then three of one replica, one of up to two, five of two.
    assert.deepEqual(range(told), [13, 16]);
    assert.equal(told.estimate, 14e9);
    assert.deepEqual(told.source, { kind: 'platform', readAt: 7 });
    assert.match(told.explained.join(' '), /Together AI’s events of this deployment/);
    for (const sentence of told.explained) assert.match(sentence, /^[A-Z].*\.$/);
  });

  it('is of the window that was asked for, and of no time to come', () => {
    const of = (from: number, to: number, now = 100) =>
      range(
        cost(week, { ...present('READY', 2), readAt: now * hour }, { ...within(from, to), now: now * hour }),
      );
    assert.deepEqual(of(2, 4), [2, 2]);
    assert.deepEqual(of(3.5, 4.5), [0.5, 1.5]);
    assert.deepEqual(of(6, 20, 8), [4, 4]);
    assert.deepEqual(of(-5, 0), [0, 0], 'it was not there yet');
    assert.deepEqual(of(-5, 0.5), [0, 0.5]);
  });

  it('is not known without a price, and never 0', () => {
    for (const [known, why] of [
      [{ price: undefined }, /price of 1xh100 is not known/],
      [{ price: undefined, instanceType: undefined }, /hardware is not known/],
    ] as const) {
      const told = cost(week, present('READY', 2), known);
      assert.deepEqual(range(told), [undefined, undefined]);
      assert.equal(told.estimate, undefined);
      assert.match(told.explained.join(' '), why);
    }
  });

  it('takes a stop as done with the status after the one that it stops with', () => {
    const stop = [created, ready(1), scaled(4, 1, 0)];
    assert.deepEqual(
      range(cost([...stop, other(4, 'Scaling down'), other(5)], present('STOPPED', 0))),
      [3, 5],
    );
    assert.deepEqual(
      range(cost([...stop, other(4, 'Scaling down')], present('STOPPED', 0))),
      [3, 10],
      'where the end of a stop is not told, it may still drain',
    );
    for (const unclear of [[other(5)], [other(4), other(5, 'Scaling down')]])
      assert.deepEqual(range(cost([...stop, ...unclear], present('STOPPED', 0))), [3, 10]);
    assert.deepEqual(
      range(cost([...stop, other(4), other(5)], present('STOPPING', 0, 0))),
      [3, 10],
      'it has not stopped yet',
    );
    const again = [...stop, other(4, 'Scaling down'), other(5), scaled(8, 0, 1), other(8), ready(9)];
    assert.deepEqual(range(cost(again, present('READY', 1))), [4, 7]);
  });

  it('counts from a deletion nothing, and up to it what was there', () => {
    const gone: Told[] = [created, ready(1), scaled(4, 1, 0), other(4, 'Scaling down'), other(5)];
    const deleted: Told[] = [...gone, [6, 'deployment.deleted']];
    assert.deepEqual(range(cost(deleted, undefined)), [3, 5]);
    assert.deepEqual(range(cost(deleted, undefined, within(7, 9))), [0, 0]);
    // Nobody says when it went.
    assert.deepEqual(range(cost([created, ready(1)], undefined)), [undefined, undefined]);
    const started = [created, scaled(0, 0, 1), ready(1), scaled(5, 1, 2), ready(6)];
    assert.deepEqual(range(cost(started, undefined)), [5, 15]);
  });

  it('knows a failure by its message, and that it is final', () => {
    const timedOut = other(6, 'Timed out waiting for readiness after 6 h');
    assert.deepEqual(range(cost([created, other(0), timedOut], present('FAILED', 0, 1))), [0, 6]);
    const rejected = other(2, 'Cannot place replicas: no such hardware');
    const failed = { ...present('FAILED', 0, 1), message: 'Cannot place replicas: no such hardware' };
    assert.deepEqual(range(cost([created, rejected], failed)), [0, 2]);
    // It may have been in trouble with the same words before.
    const later = other(7, 'Cannot place replicas: no such hardware');
    assert.deepEqual(range(cost([created, rejected, later], failed)), [0, 7]);
    assert.deepEqual(range(cost([created, rejected], present('DEGRADED', 0, 1))), [0, 10], 'it may heal');
  });

  it('ends “at least” with any sign of trouble, until all are ready again', () => {
    const signs: Told[] = [
      other(4, 'Cannot place replicas: insufficient GPU capacity'),
      [4, 'condition.set', { status: 'False', reason: 'New' }],
      [4, 'cluster_condition.set', { status: 'True', reason: 'ReplicasProgressing' }],
      [4, 'pod.log', { level: 'LEVEL_ERROR', logExcerpt: 'CUDA error' }],
      [4, 'pod.startup_phase_changed', { reason: 'LoadingWeights' }],
    ];
    for (const sign of signs) {
      assert.deepEqual(range(cost([created, ready(1), sign], present('READY', 1))), [3, 10], sign[1]);
      assert.deepEqual(
        range(cost([created, ready(1), sign, ready(6)], present('READY', 1))),
        [7, 10],
        sign[1],
      );
    }
    const harmless: Told[] = [
      [4, 'condition.set', { status: 'True', reason: 'ApplySuccessful' }],
      [4, 'pod.startup_phase_changed', { reason: 'StartupComplete' }],
      [4, 'endpoint.updated', { paths: ['trafficSplit'] }],
      [4, 'something.new'],
      [4, 'deployment.scaled', { newReplicas: 7, serviceType: 'speculator-deployment' }],
    ];
    for (const word of harmless)
      assert.deepEqual(range(cost([created, ready(1), word], present('READY', 1))), [9, 10], word[1]);
  });

  it('takes “all are ready” of a condition for what is there at least: others may still drain', () => {
    const condition: Told = [5, 'condition.set', { status: 'True', reason: 'AllReplicasReady' }];
    const told = [created, ready(1), scaled(4, 2, 1), condition];
    assert.deepEqual(range(cost(told, present('READY', 1))), [12, 20]);
    assert.deepEqual(range(cost([...told, ready(6)], present('READY', 1))), [12, 16]);
  });
});

describe('what the documents of Together AI leave open about events', () => {
  it('holds whether a change of replicas is told when it is decided or when it has happened', () => {
    // Truth: one replica from 1 on, two from 5 on: $13 in ten hours.
    const decided = [created, other(0), ready(1), scaled(4, 1, 2), other(4), ready(5)];
    const happened = [created, scaled(1, undefined, 1), ready(1), other(4), scaled(5, 1, 2), ready(5)];
    const after = [created, ready(1), scaled(1.1, undefined, 1), other(4), ready(5), scaled(5.1, 1, 2)];
    for (const told of [decided, happened, after]) {
      const [least = 0, most = Infinity] = range(cost(told, present('READY', 2)));
      assert.ok(least <= 13 && most >= 13, `${least} to ${most}`);
    }
  });

  it('holds whether changes by hand are told or only those of the autoscaler', () => {
    // Truth: one replica from 1 on, by hand two from 4 on: $15.
    const told = [created, ready(1), scaled(4, 1, 2), bounds(4), other(4), ready(4)];
    assert.deepEqual(range(cost(told, present('READY', 2))), [15, 16]);
    const untold = [created, ready(1), bounds(4), other(4), ready(4)];
    const vague = cost(untold, present('READY', 2));
    assert.deepEqual(range(vague), [undefined, undefined]);
    assert.match(vague.explained.join(' '), /do not tell each change/);
    // There and back again between two told changes.
    const back = [created, scaled(0, 0, 1), ready(1), bounds(4), ready(4.5), bounds(6), ready(6.5)];
    assert.deepEqual(range(cost(back, present('READY', 1))), [undefined, undefined]);
    const raised = [created, scaled(0, 0, 1), ready(1), bounds(4)];
    assert.deepEqual(range(cost(raised, present('READY', 1))), [9, 10], 'one write cannot do both');
  });

  it('takes a break in the row of changes for what it is: something was not told', () => {
    const told = [created, ready(1), scaled(3, 1, 2), ready(3), scaled(8, 3, 2), other(8), ready(9)];
    assert.deepEqual(range(cost(told, present('READY', 2))), [4, undefined]);
    const unreadable = [created, ready(1), scaled(3), ready(3), scaled(8, 3, 2), ready(9)];
    assert.equal(range(cost(unreadable, present('READY', 2)))[1], undefined);
    assert.equal(range(cost([created, ready(1), scaled(3, 0.5, -2)], present('READY', 1)))[1], undefined);
  });

  it('believes the deployment where its events do not lead to what it is', () => {
    assert.deepEqual(range(cost(week, present('READY', 3))), [3, undefined]);
    assert.deepEqual(range(cost(week, present('DEGRADED', 1, 2))), [3, undefined]);
    assert.deepEqual(range(cost([created, ready(1)], present('FAILED', 0, 1))), [undefined, undefined]);
    const newer = { ...present('SCALING', 1, 2), readAt: 4 * hour };
    assert.deepEqual(range(cost(week, newer)), [13, 16], 'it was read before the last event');
  });

  it('holds where statuses are not told: nothing at least, and all that was wanted at most', () => {
    const told = [created, scaled(4, 1, 2)];
    assert.deepEqual(range(cost(told, present('READY', 2))), [0, 16]);
  });

  it('leaves zeros out, as proto JSON may', () => {
    const stop = [created, ready(1), scaled(4, 1), other(4, 'Scaling down'), other(5)];
    assert.deepEqual(range(cost(stop, present('STOPPED', 0))), [3, 5]);
  });

  it('has no upper bound for what was before the oldest event, and says since when they are', () => {
    const aged = [ready(4), scaled(8, 1, 2), ready(8)];
    const told = cost(aged, { ...present('READY', 2), createdAt: -900 * hour });
    assert.deepEqual(range(told), [8, undefined]);
    assert.match(told.explained.join(' '), /begin at 1970-01-01 04:00 UTC/);
    assert.deepEqual(
      range(cost(aged, present('READY', 2), within(5, 10))),
      [7, 7],
      'it reaches back to this one',
    );
    assert.deepEqual(range(cost(aged, present('READY', 2), within(-5, 0))), [0, 0], 'it was made after it');
    const none = cost([], { ...present('READY', 2), createdAt: -900 * hour });
    assert.deepEqual(range(none), [undefined, undefined]);
    assert.match(none.explained.join(' '), /has no events of this deployment/);
    const cut = cost([], present('READY', 1), { record: recordOf(aged, { cut: true }) });
    assert.match(cut.explained.join(' '), /only those since 1970-01-01 04:00 UTC were read/);
  });

  it('uses no events of which one that matters has no time', () => {
    const told = cost([], present('READY', 1), { record: recordOf(week, { undated: true }) });
    assert.deepEqual(range(told), [undefined, undefined]);
    assert.match(told.explained.join(' '), /has no time/);
  });

  it('widens the bounds by how far the clock here is behind, as the events show', () => {
    // By the platform's clock it is at least 10:00, by the one here 9:00, so the window may be 3:00 to 10:00.
    const told = [created, ready(1), scaled(10, 1, 2)];
    const skewed = { ...within(2, 9), now: 9 * hour };
    const { explained, ...bounds } = cost(told, { ...present('READY', 1, 2), readAt: 9 * hour }, skewed);
    assert.deepEqual(range({ ...bounds, explained }), [6, 8]);
    assert.equal(bounds.estimate, undefined);
    assert.match(explained.join(' '), /at least 3600 s behind/);
  });
});
