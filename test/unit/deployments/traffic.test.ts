import assert from 'node:assert/strict';
import type { RoutePlan } from '../../../src/connectors/connector.ts';
import { PlatformError } from '../../../src/connectors/errors.ts';
import { routeQuestion } from '../../../src/extension/commands/trafficText.ts';
import { deploymentFacts } from '../../../src/extension/tree/rows.ts';
import { cleanTemp } from '../store/temp.ts';
import { world } from './world.ts';

const key = 'together:d';

describe('sending traffic to a deployment', () => {
  afterEach(cleanTemp);

  it('acts once, shows it on the row while it lasts, and takes the new reading', async () => {
    const { service, connector } = world();
    connector.add('d', { status: 'active', routable: true, trafficShare: 0 });
    const shares = [{ name: 'd', before: 0, after: 0.25 }];
    Object.assign(connector, {
      planRoute: (): Promise<RoutePlan> => Promise.resolve({ requests: [], shares }),
      route: (id: string) => {
        assert.equal(service.get(key)!.busy!.step, 'Sending traffic to it…');
        const { routable: _, ...routed } = connector.deployments.get(id)!;
        connector.deployments.set(id, { ...routed, trafficShare: 0.25 });
        return Promise.resolve(connector.deployments.get(id)!);
      },
    });
    await service.refresh();
    assert.match(deploymentFacts(service.get(key)!), /\broutable\b/);
    const question = routeQuestion(service.get(key)!, await service.planRoute(key));
    assert.match(question.detail, /d: 25% \(now 0%\)/);
    await service.route(key);
    const row = service.get(key)!;
    assert.equal(row.trafficShare, 0.25);
    assert.equal(row.busy, undefined);
    assert.doesNotMatch(deploymentFacts(row), /\broutable\b/);
  });

  it('says so where a platform has nothing of the kind', async () => {
    const { service, connector } = world();
    connector.add('d', { status: 'active' });
    await service.refresh();
    const unsupported = (error: unknown) =>
      error instanceof PlatformError && error.code === 'unsupported' && error.message.includes('traffic');
    await assert.rejects(service.route(key), unsupported);
    await assert.rejects(service.planRoute(key), unsupported);
  });
});
