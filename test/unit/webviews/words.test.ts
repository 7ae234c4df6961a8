import { strict as assert } from 'node:assert';
import { definitions } from '../../../src/connectors/index.ts';
import { outcomes, rounded, sumOf, worded } from '../../../src/webviews/metrics/sums.ts';
import type { FleetRow, WizardPlatform } from '../../../src/webviews/protocol.ts';
import { timeShare } from '../../../src/webviews/tester/result.ts';
import { tellingDescription, tellingId } from '../../../src/webviews/wizard/describe.ts';
import { inOrder } from '../../../src/webviews/wizard/steps.ts';

const model = (id: string, name: string) => ({ id, name, kind: 'model' as const });

describe('what the wizard says of a model', () => {
  it('shows an id only where it tells more than the name', () => {
    assert.equal(tellingId(model('arch_qwen9', 'Qwen/Qwen3.5-9B')), undefined);
    assert.equal(tellingId(model('projects/p_1/models/ml_7', 'acme/tone')), undefined);
    assert.equal(tellingId(model('Qwen/Qwen3-8B', 'qwen/qwen3-8b')), undefined);
    assert.equal(tellingId(model('Qwen/Qwen3-8B', 'Qwen3 8B')), 'Qwen/Qwen3-8B');
  });

  it('shows a description only where it is not the name again', () => {
    assert.equal(tellingDescription('Qwen3.5 9B', 'Qwen/Qwen3.5-9B'), undefined);
    assert.equal(tellingDescription('', 'Qwen/Qwen3.5-9B'), undefined);
    const more = 'Qwen3.5 9B with vision';
    assert.equal(tellingDescription(more, 'Qwen/Qwen3.5-9B'), more);
  });
});

describe('the platforms of the wizard', () => {
  it('come in the order of what can be done with them', () => {
    const platform = (id: WizardPlatform['id'], connected: boolean): WizardPlatform => ({
      ...{ id, connected },
      ...{
        displayName: id,
        purpose: '',
        homepage: '',
        capabilities: definitions[id].capabilities,
        fields: [],
      },
    });
    const shown = inOrder([
      platform('predibase', false),
      platform('together', false),
      platform('modal', true),
      platform('replicate', false),
    ]);
    assert.deepEqual(
      shown.map(({ id }) => id),
      ['modal', 'predibase', 'together', 'replicate'],
    );
  });
});

describe('the share of a call in what is billed by time', () => {
  it('is its time of one replica', () => {
    assert.equal(timeShare(3_600_000, 5_490_000_000), 5_490_000_000);
    assert.equal(timeShare(850, 5_490_000_000), 1_296_250);
    assert.equal(timeShare(undefined, 5_490_000_000), undefined);
  });
});

describe('the sums of the fleet', () => {
  const row = (cost: Partial<FleetRow['cost']>): FleetRow => ({
    key: 'together:a/b',
    requests: 0,
    tokens: 0,
    cost: { basis: 'time', atLeast: false, sources: [], ...cost },
  });

  it('are what is known, and a lower bound where something is not', () => {
    assert.deepEqual(sumOf([row({ observed: 2 }), row({ observed: 3, ceiling: 3 })]), {
      known: 5,
      atLeast: false,
    });
    assert.deepEqual(sumOf([row({ observed: 2 }), row({})]), { known: 2, atLeast: true });
    assert.deepEqual(sumOf([row({ observed: 2, ceiling: 9 })]), { known: 2, atLeast: true });
    assert.deepEqual(sumOf([]), { known: 0, atLeast: false });
  });

  it('are unknown, not zero, where nothing is known', () => {
    assert.equal(sumOf([row({}), row({})]), undefined);
  });

  it('name the outcomes, and cancelled ones only where there are any', () => {
    const requests = { total: 84, ok: 76, failed: 5, cancelled: 3, perMinute: 1 };
    assert.equal(outcomes(requests), '76 successful, 5 failed, 3 cancelled');
    assert.equal(outcomes({ ...requests, cancelled: 0 }), '76 successful, 5 failed');
  });
});

describe('a platform’s own names and figures', () => {
  it('are put as people read them', () => {
    assert.equal(worded('tokensPerSecond'), 'Tokens per second');
    assert.equal(worded('latency_p50_ms'), 'Latency P50 ms');
    assert.equal(worded('gpuUtilization'), 'GPU utilization');
    assert.equal(worded('Average batch size'), 'Average batch size');
    assert.equal(rounded('3.0291666666'), '3');
    assert.equal(rounded('0.0155555555'), '0.016');
    assert.equal(rounded('1.7857142857142856 %'), '1.8 %');
    assert.equal(rounded('37.5 %'), '37.5 %');
  });
});
