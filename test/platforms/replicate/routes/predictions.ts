import { type Answer, ok } from '../../kit/answers.ts';
import { badVersion, notFound, refusal } from '../errors.ts';
import { parseIso } from '../ids.ts';
import { paged } from '../paging.ts';
import { createRun, endRun, startRun } from '../runs/engine.ts';
import { holdUntil } from '../runs/hold.ts';
import { enqueue, keyOf } from '../runs/instances.ts';
import { predictionView } from '../runs/view.ts';
import type { Account, Model, Prediction, Version } from '../types.ts';
import { ended } from '../types.ts';
import type { World } from '../world.ts';
import { askedOf, inputFor, type Terms, termsOf } from './ask.ts';
import { deploymentAt, modelAt, type routesOf, type Visit } from './context.ts';

export function predictionRoutes(on: ReturnType<typeof routesOf>): void {
  on('POST', '/deployments/:owner/:name/predictions', runDeployment);
  on('POST', '/models/:owner/:name/predictions', (visit) => {
    const model = modelAt(visit);
    if (!model.official) throw notFound('only official models run without a version');
    return runDirectly(visit, model, model.versions[0]!, askedOf(visit, false).input);
  });
  on('POST', '/predictions', (visit) => {
    const { version, input } = askedOf(visit, true);
    const found = versionNamed(visit.world, visit.account, version);
    return runDirectly(visit, found.model, found.version, input);
  });
  on('GET', '/predictions', listPredictions);
  on('GET', '/predictions/:id', (visit) => {
    const prediction = predictionAt(visit);
    const { clock, modes } = visit.world;
    if (!clock.live && modes.pollMs > 0) clock.advance(modes.pollMs);
    return ok(predictionView(visit.world, prediction, 'later'));
  });
  on('POST', '/predictions/:id/cancel', (visit) => {
    const prediction = predictionAt(visit);
    endRun(visit.world, prediction, 'canceled');
    return ok(predictionView(visit.world, prediction, 'later'));
  });
}

function runDeployment(visit: Visit): Promise<Answer> {
  const { world, account } = visit;
  const deployment = deploymentAt(visit);
  const terms = termsOf(visit);
  const { input } = askedOf(visit, false);
  if (deployment.release.max === 0) {
    throw refusal(world.modes.stoppedRefusal, 'This deployment is disabled.');
  }
  const model = world.model(deployment.model);
  const version = model?.versions.find(({ id }) => id === deployment.release.version);
  if (!model || !version) throw badVersion('the version of the deployment is gone');
  const run = createRun(world, {
    account,
    model,
    version,
    input: inputFor(version, input),
    deployment: keyOf(deployment),
    deadlineMs: terms.deadlineMs,
  });
  enqueue(world, deployment, run);
  return answer(visit, run, terms);
}

/** Public models are warm and official ones always on; a private one has to start first. */
async function runDirectly(visit: Visit, model: Model, version: Version, input: object): Promise<Answer> {
  const { world, account } = visit;
  const terms = termsOf(visit);
  const checked = inputFor(version, { ...input });
  const run = createRun(world, { account, model, version, input: checked, deadlineMs: terms.deadlineMs });
  const start = (): void => {
    if (!ended(run)) startRun(world, run);
  };
  if (model.visibility === 'private') run.timers.push(world.clock.after(world.timings.coldMs, start));
  else run.timers.push(world.human(model.official ? 50 : 400, start));
  return answer(visit, run, terms);
}

/** With `Prefer: wait` the answer comes with the output, or when the time is up without it. */
async function answer({ world, call }: Visit, run: Prediction, terms: Terms): Promise<Answer> {
  if (terms.waitMs === undefined) return { status: 201, body: predictionView(world, run, 'created') };
  const done = await holdUntil(world, run, () => ended(run), terms.waitMs, call.signal);
  return {
    status: done ? 201 : world.modes.waitTimeout,
    headers: { 'preference-applied': terms.preference ?? 'wait' },
    body: predictionView(world, run, done ? 'waited' : 'created'),
  };
}

/** 64 hexadecimal digits, `owner/name:version`, or an official model's `owner/name`. */
function versionNamed(world: World, account: Account, text: string): { model: Model; version: Version } {
  const [name = '', id] = text.includes('/') ? text.split(':') : ['', text];
  for (const [key, model] of world.models) {
    if ((name !== '' && key !== name) || !world.visible(key, account)) continue;
    const wanted = id === undefined ? model.official && model.versions[0] : undefined;
    const version = model.official ? wanted : model.versions.find((one) => one.id === id);
    if (version) return { model, version };
  }
  throw badVersion(`no version ${text}`);
}

function predictionAt({ world, call, account }: Visit): Prediction {
  const found = world.predictions.get(call.params['id']!);
  if (found?.account !== account.username) throw notFound(`no prediction ${call.params['id']!}`);
  return found;
}

const fortnightUs = 14 * 86_400_000_000;

/** The whole account's, newest first: no filter by deployment, model or status exists. */
function listPredictions({ world, call, account }: Visit): Answer {
  const from = moment(call.query.get('created_after'), 'created_after');
  const to = moment(call.query.get('created_before'), 'created_before');
  const source = call.query.get('source');
  if (source !== null && source !== 'web') throw refusal(400, 'source must be web');
  const oldest = source === 'web' ? world.clock.now() * 1000 - fortnightUs : -Infinity;
  const rows = [...world.predictions.values()].filter(
    (run) =>
      run.account === account.username &&
      (source === null || run.source === 'web') &&
      run.createdUs >= Math.max(from ?? -Infinity, oldest) &&
      run.createdUs < (to ?? Infinity),
  );
  return ok(paged(world, call, rows, (run) => predictionView(world, run, 'later')));
}

function moment(text: string | null, name: string): number | undefined {
  if (text === null) return undefined;
  const us = parseIso(text);
  if (us === undefined) throw refusal(400, `${name} is not an ISO 8601 time`);
  return us;
}
