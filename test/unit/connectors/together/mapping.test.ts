import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { statuses } from '../../../../src/connectors/index.ts';
import { findInstanceType, toInstanceType } from '../../../../src/connectors/together/hardware.ts';
import { modelFor, overlay, toDeployment } from '../../../../src/connectors/together/mapping.ts';
import { allowedFor, statusOf } from '../../../../src/connectors/together/status.ts';
import { durationOf, secondsOf, targetOf } from '../../../../src/connectors/together/units.ts';
import { fromV1, statusV1 } from '../../../../src/connectors/together/v1.ts';
import { endpointV1 } from '../../../../src/connectors/together/wire-v1.ts';
import { deployment, deploymentSummary, endpoint } from '../../../../src/connectors/together/wire.ts';

const words = ['PROVISIONING', 'SCALING', 'READY', 'DEGRADED', 'STOPPING', 'STOPPED', 'FAILED'];

describe('what Together AI says, in the five statuses', () => {
  const table: [string, number, string][] = [
    ['PROVISIONING', 0, 'deploying'],
    ['SCALING', 0, 'deploying'],
    ['SCALING', 1, 'active'],
    ['READY', 2, 'active'],
    ['DEGRADED', 0, 'deploying'],
    ['DEGRADED', 1, 'active'],
    ['STOPPING', 1, 'active'],
    ['STOPPING', 0, 'stopped'],
    ['STOPPED', 0, 'stopped'],
    ['FAILED', 0, 'failed'],
    ['HIBERNATING', 0, 'deploying'],
    ['', 0, 'deploying'],
  ];
  for (const [word, ready, status] of table)
    it(`${word || 'no word'} with ${ready} ready is ${status}`, () => {
      assert.equal(statusOf(`DEPLOYMENT_STATE_${word}`, ready), status);
    });

  it('holds for the first generation', () => {
    const states = ['PENDING', 'STARTING', 'STARTED', 'STOPPING', 'STOPPED', 'ERROR', 'FAILED', 'NEW'];
    const expected = [
      'deploying',
      'deploying',
      'active',
      'stopped',
      'stopped',
      'failed',
      'failed',
      'deploying',
    ];
    assert.deepEqual(states.map(statusV1), expected);
  });

  it('is one of five and never throws, whatever the platform sends', () => {
    const odd = fc.oneof(
      fc.string(),
      fc.constantFrom(...words.map((word) => `DEPLOYMENT_STATE_${word}`)),
      fc.constant(null),
      fc.integer(),
    );
    const number = fc.oneof(fc.nat(9), fc.constant(null), fc.string(), fc.double());
    const body = fc.record(
      {
        id: fc.string({ minLength: 1 }),
        name: fc.string(),
        state: odd,
        status: fc.oneof(
          fc.record(
            { state: odd, message: odd, readyReplicas: number, scheduledReplicas: number },
            { requiredKeys: [] },
          ),
          odd,
        ),
        autoscaling: fc.oneof(
          fc.record(
            { minReplicas: number, maxReplicas: number, scalingMetrics: fc.anything() },
            { requiredKeys: [] },
          ),
          odd,
        ),
        model: odd,
        hardware: odd,
        desiredReplicas: number,
        readyReplicas: number,
        estimatedEffectiveTrafficShare: number,
        placement: fc.anything(),
        inactiveTimeout: fc.anything(),
        createdAt: odd,
        trafficMode: odd,
      },
      { requiredKeys: ['id', 'name'] },
    );
    const parent = v.parse(endpoint, { id: 'ep_1', name: 'acme/e' });
    fc.assert(
      fc.property(body, fc.nat(3), (wire, siblings) => {
        const around = {
          endpoint: parent,
          siblings,
          model: modelFor('m', undefined),
          inferenceUrl: 'u',
          readAt: 1,
        };
        const full = v.parse(deployment, wire);
        for (const reading of [
          full,
          overlay(undefined, v.parse(deploymentSummary, wire)),
          overlay(full, v.parse(deploymentSummary, wire)),
        ]) {
          const row = toDeployment(reading, around);
          assert.ok(statuses.includes(row.status));
          assert.ok(row.status !== 'active' || row.allowed.test === true, 'what is active can be tested');
          assert.ok(!(row.allowed.start === true && row.allowed.stop === true));
          const old = fromV1(v.parse(endpointV1, wire), undefined, 'u', 1);
          assert.ok(statuses.includes(old.status));
        }
      }),
    );
  });

  it('gives a reason with every action that is not allowed', () => {
    for (const word of [...words, 'HIBERNATING'])
      for (const ready of [0, 1])
        for (const allowed of Object.values(allowedFor(`DEPLOYMENT_STATE_${word}`, ready)))
          assert.ok(allowed === true || allowed.no.length > 10);
  });
});

describe('the units of Together AI', () => {
  it('reads and writes durations in seconds only', () => {
    assert.equal(secondsOf('300s'), 300);
    assert.equal(secondsOf('0.5s'), 0.5);
    for (const odd of ['5m', '300', '', 'xs', undefined]) assert.equal(secondsOf(odd), undefined);
    fc.assert(fc.property(fc.nat(), (seconds) => assert.equal(secondsOf(durationOf(seconds)), seconds)));
  });

  it('tells the generations apart by their ids', () => {
    assert.deepEqual(targetOf('ep_1/dep_2'), { kind: 'v2', endpoint: 'ep_1', deployment: 'dep_2' });
    assert.equal(targetOf('endpoint-1-2')?.kind, 'v1');
    assert.deepEqual(targetOf('serverless:a/b/c'), { kind: 'serverless', model: 'a/b/c' });
    for (const odd of ['', 'ep_1', 'a/b/c', '/b']) assert.equal(targetOf(odd), undefined);
  });

  it('knows no price of 0, and leaves room unknown where it is not told', () => {
    const wire = { id: 'x', name: '1xnvidia-h100-80gb', gpuType: 'H100', gpuCount: 1, regions: [] };
    assert.equal(toInstanceType({ ...wire, priceCentsPerHour: 0 }, 5).price, undefined);
    const priced = toInstanceType(
      {
        ...wire,
        priceCentsPerHour: 549,
        regions: [{ name: 'a' }, { name: 'b', headroom: { relation: 'RELATION_GTE' } }],
      },
      5,
    );
    assert.deepEqual(priced.price, {
      perReplicaHour: 5_490_000_000,
      source: { kind: 'platform', readAt: 5 },
    });
    assert.deepEqual(priced.regions, [{ name: 'a' }, { name: 'b', replicas: 0, atLeast: true }]);
    assert.equal(findInstanceType([priced], '1xh100-80gb'), priced);
    assert.equal(findInstanceType([priced], '2xnvidia-h100-80gb'), undefined);
  });
});
