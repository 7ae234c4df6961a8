import { t } from '@vscode/l10n';
import type { ErrorData } from '../errors.ts';
import type { Serverless } from './serverless.ts';
import { routeFor } from './chat.ts';
import type { Deployments } from './deployments.ts';
import { notFound } from './deployments.ts';
import type { Row } from './holding.ts';
import type { Routing } from './routing.ts';
import { stateWord } from './status.ts';
import type { Subject } from './subject.ts';
import { targetOf } from './units.ts';

/** Finds what an id stands for, from what is known where that is enough. */
export async function subjectOf(
  id: string,
  deployments: Deployments,
  routing: Routing,
  serverless: Serverless,
  signal?: AbortSignal,
): Promise<Subject> {
  const target = targetOf(id);
  if (target?.kind === 'serverless') {
    const model = await serverless.find(target.model, signal).catch(() => undefined);
    return {
      base: 'v1',
      route: routeFor(model?.tags[0]),
      model: target.model,
      tokenPrice: model?.tokenPrice,
      running: () => Promise.resolve(false),
      explain: (error) => Promise.resolve(error),
    };
  }
  if (target?.kind === 'v1') {
    const { firstGeneration } = deployments;
    const item =
      firstGeneration.find(target.endpoint) ?? (await firstGeneration.read(target.endpoint, signal));
    return {
      base: 'v1',
      route: '/chat/completions',
      model: item.name,
      running: async (stop) => (await firstGeneration.read(item.id, stop)).state === 'STARTED',
      explain: (error) => Promise.resolve(error),
    };
  }
  if (target?.kind !== 'v2') throw notFound(id);
  const row =
    deployments.inventory.find(target.endpoint, target.deployment) ?? (await deployments.row(id, signal));
  return {
    base: 'inference',
    route: routeFor(deployments.names.typeOf(row.reading.model)),
    model: row.siblings > 1 ? row.reading.name : row.endpoint.name,
    routedAt: lastRouted(row, routing),
    running: () => Promise.resolve(false),
    explain: async (error, stop) =>
      error.code === 'not-routed' || error.code === 'not-ready'
        ? explained(error, await deployments.row(id, stop))
        : error,
  };
}

function lastRouted(row: Row, routing: Routing): number | undefined {
  const times = [
    routing.routedAt(row.endpoint.id),
    row.endpoint.updatedAt,
    row.reading.updatedAt,
    row.readySince,
  ];
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** The platform uses its two words for several states: the control plane says which it is. */
function explained(error: ErrorData, { reading, endpoint }: Row): ErrorData {
  const word = stateWord(reading.status?.state);
  const weight = endpoint.trafficSplit.find(({ deploymentId }) => deploymentId === reading.id)?.weight;
  if (word === 'STOPPED' || word === 'STOPPING')
    return {
      ...error,
      code: 'not-ready',
      message: t('The deployment is stopped.'),
      hint: t('Start it and wait until it is active.'),
    };
  if (word === 'FAILED')
    return {
      ...error,
      code: 'not-ready',
      message: t('The deployment failed and serves nothing.'),
      hint: t('Deploy the model again.'),
    };
  if ((reading.status?.readyReplicas ?? 0) === 0)
    return {
      ...error,
      code: 'not-ready',
      message: t('No replica of the deployment is ready yet.'),
      hint: t('Wait until it is active.'),
    };
  if (!weight)
    return {
      ...error,
      code: 'not-routed',
      message: t`The deployment runs but receives no traffic: ${weight === 0 ? t('its weight in the traffic split is 0') : t('it is not in the traffic split of its endpoint')}.`,
      hint: t('Give it a weight in the traffic split of the endpoint.'),
    };
  return error;
}
