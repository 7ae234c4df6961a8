import { type Answer, type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { baseModels } from '../account.ts';
import { checkReplicas, readConfig } from '../config.ts';
import { makeDeployment, withDefaults } from '../create.ts';
import { downloadRefusal, invalid, refusal } from '../errors.ts';
import { applyUpdate, bringUp, remove } from '../lifecycle.ts';
import { deploymentView } from '../views.ts';
import type { World } from '../world.ts';
import { zipOf } from '../zip.ts';
import { bodyOf, deploymentOf, needText, onlyKeys, optionalText } from './read.ts';

export function deploymentRoutes(router: Router, world: World): void {
  const path = '/v2/deployments/:name';
  router
    .on('GET', '/v2/deployments', (call) => list(world, call))
    .on('POST', '/v2/deployments', (call) => create(world, call))
    // Before the names: it is none.
    .on('GET', '/v2/deployments/recommended-config', (call) => recommended(world, call))
    .on('GET', path, (call) => ok({ data: deploymentView(world, deploymentOf(world, call)) }))
    .on('PUT', path, (call) => update(world, call))
    .on('DELETE', path, (call) => {
      remove(world, deploymentOf(world, call));
      return { status: 204 };
    })
    .on('GET', `${path}/request-logs`, (call) => requestLogs(world, call));
}

const filters: Readonly<Record<string, boolean | undefined>> = {
  shared: true,
  serverless: true,
  private: false,
  dedicated: false,
};

/** All of them: no paging is known. */
function list(world: World, call: Call): Answer {
  const type = call.query.get('type');
  const shared = type === null ? undefined : filters[type];
  if (type !== null && shared === undefined) throw invalid(world.modes, `unknown type ${type}`);
  const rows = [...world.deployments.values()].filter(
    (deployment) => shared === undefined || deployment.shared === shared,
  );
  return ok({ data: rows.map((deployment) => deploymentView(world, deployment)) });
}

function create(world: World, call: Call): Answer {
  const body = bodyOf(world, call);
  onlyKeys(world, body, 'name', 'config', 'description');
  const name = needText(world, body, 'name');
  if (!/^[a-z0-9-]+$/.test(name)) throw invalid(world.modes, `invalid deployment name ${name}`);
  if (world.deployments.has(name)) {
    throw refusal(world.modes.codes.duplicate, `deployment ${name} already exists`);
  }
  const config = readConfig(body['config'], world.modes, 'create');
  checkReplicas(withDefaults(config), world.modes);
  const { daysRemainingInPlan: days } = world.subscription;
  if (days !== null && days <= 0) throw refusal(world.modes.codes.plan, 'your plan has expired');
  const deployment = makeDeployment(world, {
    name,
    description: optionalText(world, body, 'description'),
    config,
  });
  bringUp(world, deployment);
  return ok({ data: deploymentView(world, deployment) });
}

/** Null leaves a field as it is; nothing clears one. */
function update(world: World, call: Call): Answer {
  const deployment = deploymentOf(world, call);
  const body = bodyOf(world, call);
  onlyKeys(world, body, 'config', 'description');
  if (deployment.shared) throw refusal(world.modes.codes.plan, 'shared deployments cannot be changed');
  const config = readConfig(body['config'] ?? {}, world.modes, 'update');
  const merged = { ...deployment.config, ...config };
  checkReplicas(merged, world.modes);
  deployment.config = merged;
  deployment.description = optionalText(world, body, 'description') ?? deployment.description;
  const { usesGuaranteedCapacity, preloadedAdapters } = config;
  if (usesGuaranteedCapacity !== undefined)
    deployment.usesGuaranteedCapacity = usesGuaranteedCapacity === true;
  if (preloadedAdapters !== undefined) {
    deployment.engine.settings.preloadedAdapters = preloadedAdapters as string[];
  }
  applyUpdate(world, deployment);
  return ok({ data: deploymentView(world, deployment) });
}

function recommended(world: World, call: Call): Answer {
  const baseModel = call.query.get('baseModel');
  if (baseModel === null) throw invalid(world.modes, 'baseModel is required');
  const accelerator = call.query.get('accelerator') ?? baseModels[baseModel]?.accelerator ?? 'a10_24gb_100';
  const quantization = call.query.get('quantization') ?? 'none';
  const config = { baseModel, accelerator, quantization, maxTotalTokens: 32_768, customArgs: [] };
  return ok(world.modes.recommendedConfig === 'wrapped' ? { data: config } : config);
}

const bareIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

/** UTC without a zone suffix, as the client library writes it. */
function requestLogs(world: World, call: Call): Answer {
  const { name, config } = deploymentOf(world, call);
  const { from, to, adapterId } = Object.fromEntries(call.query);
  if (!bareIso.test(from ?? '') || !bareIso.test(to ?? '')) {
    throw downloadRefusal(world.modes.codes.invalid, 'from and to must be timestamps');
  }
  if (config['requestLoggingEnabled'] !== true) {
    throw downloadRefusal(world.modes.codes.invalid, `request logging is not enabled for ${name}`);
  }
  const line = JSON.stringify({ from, to, adapterId: adapterId ?? null, deployment: name });
  const value = zipOf({ [`${name}/requests.jsonl`]: `${line}\n` });
  return { status: 200, bytes: { type: 'application/zip', value } };
}
