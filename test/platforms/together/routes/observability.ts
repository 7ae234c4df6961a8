import { type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { badRequest } from '../errors.ts';
import { paged } from '../paging.ts';
import { queryOf } from '../strict.ts';
import type { PlatformEvent } from '../types.ts';
import { iso } from '../views.ts';
import type { World } from '../world.ts';
import { endpointOf } from './find.ts';
import { analytics } from '../analytics.ts';

const levels = ['LEVEL_DEBUG', 'LEVEL_INFO', 'LEVEL_WARN', 'LEVEL_ERROR'];

export function observabilityRoutes(router: Router, world: World): void {
  router
    .on('GET', '/v2/projects/:p/endpoints/:ep/events', (call) => ok(events(world, call)))
    .on('GET', '/v2/projects/:p/endpoints/:ep/analytics', (call) => ok(analytics(world, call)));
}

function events(world: World, call: Call): unknown {
  const endpoint = endpointOf(world, call);
  const query = queryOf(
    call,
    'limit',
    'after',
    'types',
    'minLevel',
    'since',
    'until',
    'deploymentIds',
    'sourceKinds',
    'subjectId',
  );
  const list = (text: string | undefined): string[] | undefined => text?.split(',').filter(Boolean);
  const types = list(query.types);
  const ids = list(query.deploymentIds);
  const kinds = list(query.sourceKinds);
  const least = query.minLevel === undefined ? 0 : levels.indexOf(query.minLevel);
  if (least < 0) throw badRequest(`minLevel ${query.minLevel ?? ''}`);
  for (const kind of kinds ?? [])
    if (!/^SOURCE_KIND_(ENDPOINT|DEPLOYMENT)$/.test(kind)) throw badRequest(kind);
  for (const id of ids ?? []) {
    const known = world.deployments.get(id)?.endpointId === endpoint.id;
    const past = world.events.some((event) => event.deploymentId === id && event.endpointId === endpoint.id);
    if (!known && !past) throw badRequest(`deployment ${id} is not of this endpoint`);
  }
  const since = time(query.since) ?? -Infinity;
  const until = time(query.until) ?? Infinity;

  const kept = world.events.filter((event) => {
    if (event.endpointId !== endpoint.id || event.at < since || event.at >= until) return false;
    if (types && !types.includes(event.type)) return false;
    if (levels.indexOf(`LEVEL_${event.level}`) < least) return false;
    if (kinds && !kinds.includes(kindOf(event))) return false;
    if (query.subjectId !== undefined && event.fields['subjectId'] !== query.subjectId) return false;
    if (!ids) return true;
    // A deployment filter hides endpoint rows unless they are asked for by kind.
    return event.deploymentId === undefined ? kinds !== undefined : ids.includes(event.deploymentId);
  });
  return paged(
    kept.reverse().sort((a, b) => b.at - a.at),
    query,
    eventView,
    10_000,
  );
}

const kindOf = (event: PlatformEvent): string =>
  event.deploymentId === undefined ? 'SOURCE_KIND_ENDPOINT' : 'SOURCE_KIND_DEPLOYMENT';

function eventView(event: PlatformEvent): Record<string, unknown> {
  return {
    id: event.id,
    createdAt: iso(event.at),
    level: `LEVEL_${event.level}`,
    type: event.type,
    source: event.source,
    sourceKind: kindOf(event),
    endpointId: event.endpointId,
    ...(event.deploymentId === undefined ? {} : { deploymentId: event.deploymentId }),
    ...event.fields,
  };
}

function time(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw badRequest(`time ${text}`);
  return at;
}
