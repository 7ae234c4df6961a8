import type {
  DeploymentConfig,
  Draft,
  Plan,
  WizardCalls,
  WizardEvents,
  WizardState,
} from '../../../../src/webviews/protocol.ts';
import { PlatformError } from '../../../../src/connectors/errors.ts';
import type { ServerRpc } from '../../../../src/webviews/rpc.ts';
import { wizardValidators } from '../../../../src/webviews/validators.ts';
import * as data from './data.ts';
import { common, failIf, later, scenario, serve, unavailable, unavailableAt, whenTold } from './fakeHost.ts';
import * as modal from './modal.ts';
import * as own from './options.ts';

/** A platform with settings of its own. */
const withOptions = scenario === 'options' || scenario === 'options-edit';
const onModal = scenario.startsWith('modal');
const platforms = withOptions ? own.platforms : onModal ? modal.platforms : data.platforms;
let asked = 0;
/** Ends the build that is under way. */
let build: PromiseWithResolvers<void> | undefined;

const drafts = new Map<string, Draft>();
let deploys = 0;

/** The first plan finds something in a setting that is folded away; the next ones nothing. */
const planOfOptions = (config: DeploymentConfig): Plan => ({
  requests: [
    {
      method: 'POST',
      url: 'https://serving.app.predibase.com/v2/deployments',
      body: { config: config.options },
      note: 'Creates the deployment.',
    },
  ],
  estimate: {
    minPerHour: 3_200_000_000 * (config.minReplicas ?? 0),
    maxPerHour: 3_200_000_000 * (config.maxReplicas ?? 1),
    price: { perReplicaHour: 3_200_000_000, source: { kind: 'bundled', date: '2026-07-01' } },
  },
  checks: [
    { level: 'warning', message: 'The context window is the model’s own.', field: 'options.maxTotalTokens' },
    { level: 'warning', message: 'The latest version may change.', field: 'variant' },
  ],
});

const planOf = (name: string, min: number, max: number): Plan => ({
  requests: [
    {
      method: 'POST',
      url: 'https://api.together.ai/v2/projects/proj_1/endpoints',
      body: { name },
      note: 'Creates the endpoint.',
    },
    {
      method: 'POST',
      url: 'https://api.together.ai/v2/projects/proj_1/endpoints/{endpoint}/deployments',
      body: { name, config: 'cr_fp8_1xh100', autoscaling: { minReplicas: min, maxReplicas: max } },
      note: 'Creates the deployment in it.',
    },
    {
      method: 'PATCH',
      url: 'https://api.together.ai/v2/projects/proj_1/endpoints/{endpoint}',
      body: { trafficSplit: [{ deploymentId: '{deployment}', weight: 1 }] },
      note: 'Sends all traffic to it.',
    },
  ],
  estimate: {
    minPerHour: 5_490_000_000 * min,
    maxPerHour: 5_490_000_000 * max,
    price: { perReplicaHour: 5_490_000_000, source: data.read },
  },
  checks: [
    ...(max > 2
      ? [
          {
            level: 'warning' as const,
            message: 'At the maximum this costs more than $10 per hour.',
            field: 'maxReplicas' as const,
          },
        ]
      : []),
    { level: 'info', message: 'It runs until you stop it: Together AI does not stop idle deployments.' },
  ],
});

const draft: Draft = {
  id: 'draft-7',
  platform: 'together',
  spec: {
    name: 'qwen3-8b-1a2b',
    model: data.deployment.model,
    variant: 'cr_fp8_1xh100',
    config: { minReplicas: 1, maxReplicas: 3 },
  },
  createdAt: Date.now() - 3_600_000,
  updatedAt: Date.now() - 60_000,
};

const modalDraft: Draft = {
  ...draft,
  id: 'draft-9',
  platform: 'modal',
  spec: { ...draft.spec, variant: 'app', config: { minReplicas: 0, instanceType: 'L40S' } },
};
const modes: Partial<Record<typeof scenario, WizardState['mode']>> = {
  'options-edit': { kind: 'edit', deployment: own.deployment },
  edit: { kind: 'edit', deployment: data.deployment },
  draft: { kind: 'create', draft },
  'modal-edit': { kind: 'edit', deployment: modal.deployment },
  'modal-managed': { kind: 'edit', deployment: modal.managed },
  'modal-underway': { kind: 'create', draft: modalDraft },
};

const rpc = serve<WizardCalls, WizardEvents>(wizardValidators, (rpc) => ({
  ...common,
  connect: async (_input, signal) => {
    await later(undefined, signal, 50);
    rpc.emit('platforms', platforms);
    return { connected: true };
  },
  load: (_input, signal) =>
    later(
      {
        mode: modes[scenario] ?? { kind: 'create' },
        platforms:
          scenario === 'empty'
            ? data.platforms.map(({ account: _, ...platform }) => ({ ...platform, connected: false }))
            : scenario === 'environment'
              ? data.platforms.map((platform) => ({
                  ...platform,
                  fields: [...data.fields.filter(({ key }) => key !== 'environment'), data.environmentField],
                }))
              : platforms,
        takenNames: { together: ['support-bot-prod'] },
      },
      signal,
      20,
    ),
  models: ({ query }, signal) => {
    failIf(scenario === 'failing', unavailable);
    const all = scenario === 'empty' ? [] : query.scope === 'own' ? data.ownModels : data.models;
    const text = (query.text ?? '').toLowerCase();
    if (withOptions && text !== '') return later({ items: [own.typedModel(query.text ?? '')] }, signal);
    return later({ items: all.filter((model) => model.id.toLowerCase().includes(text)) }, signal);
  },
  variants: (_input, signal) =>
    later(withOptions ? own.variants : onModal ? modal.variants : data.variants, signal),
  hardware: (_input, signal) =>
    later(withOptions ? own.hardware : onModal ? modal.hardware : data.hardware, signal),
  choices: ({ field }, signal) => {
    asked++;
    failIf(scenario === 'modal-broken' && asked <= 3, unavailableAt('modal', 'Modal'));
    return later(modal.choices[field] ?? [], signal);
  },
  checkName: ({ name }) =>
    /^[a-z0-9][a-z0-9-]{1,61}$/.test(name)
      ? undefined
      : 'Together AI wants 2 to 62 lower-case letters, digits and hyphens.',
  suggestName: ({ model }) => `${model.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-x7k2`,
  plan: ({ spec }, signal) => {
    failIf(scenario === 'modal-broken', {
      code: 'unsupported',
      platform: 'modal',
      message: 'Modal’s Python client is not installed.',
      hint: 'Install it in the Python that Slipway uses, or choose another Python.',
      remedy: 'install-python-client',
    });
    failIf(scenario === 'refused', {
      code: 'invalid',
      platform: 'together',
      message: 'Together AI refuses this configuration.',
      hint: 'Choose another way to run the model, or fewer replicas.',
      status: 422,
      platformMessage: 'autoscaling.maxReplicas exceeds the quota of this organization (2)',
    });
    if (onModal) return later(modal.planOf(spec.config, spec.variant), signal);
    return later(
      withOptions
        ? planOfOptions(spec.config)
        : planOf(spec.name, spec.config.minReplicas ?? 1, spec.config.maxReplicas ?? 1),
      signal,
    );
  },
  planUpdate: ({ change }, signal) =>
    later(
      withOptions
        ? planOfOptions({ ...own.deployment.config, ...change })
        : {
            ...planOf('', change.minReplicas ?? 1, change.maxReplicas ?? 4),
            requests: [
              {
                method: 'PATCH',
                url: 'https://api.together.ai/v2/projects/proj_1/endpoints/ep_1/deployments/dep_2?updateMask=autoscaling',
                body: { autoscaling: change, etag: '"7"' },
                note: 'Changes the autoscaling of the running deployment.',
              },
            ],
          },
      signal,
    ),
  saveDraft: ({ id = `draft-${String(drafts.size + 1)}`, platform, spec }) => {
    const saved = { id, platform, spec, createdAt: Date.now(), updatedAt: Date.now() };
    drafts.set(id, saved);
    return saved;
  },
  discardDraft: () => undefined,
  deploy: async ({ draftId }, signal) => {
    deploys++;
    if (onModal) return builds(rpc);
    rpc.emit('progress', { step: 'Creating the endpoint…' });
    const fails = scenario === 'draft' && deploys === 1;
    await (fails ? whenTold(signal) : later(undefined, signal, 500));
    failIf(fails, {
      code: 'no-capacity',
      platform: 'together',
      message: 'Together AI has no free 1× H100 80 GB now.',
      hint: 'Choose other regions or hardware, or try again later.',
      status: 409,
      platformMessage: 'insufficient capacity for 1x_nvidia_h100_80gb_sxm',
      requestId: 'req_77',
    });
    rpc.emit('progress', { step: 'Creating the deployment…' });
    await later(undefined, signal, 150);
    rpc.emit('progress', { step: 'Sending all traffic to it…' });
    await later(undefined, signal, 100);
    const name = drafts.get(draftId)?.spec.name ?? 'unnamed';
    const made = withOptions
      ? { ...data.pictures, key: 'together:ep_9/dep_9', name }
      : { ...data.deployment, key: 'together:ep_9/dep_9', name };
    const view = {
      ...made,
      status: 'deploying' as const,
      detail: { word: 'DEPLOYMENT_STATE_PROVISIONING' },
      replicas: { min: 1, max: 1, ready: 0 },
    };
    // As the editor may: one more word about the draft before the first about the deployment.
    rpc.emit('deployment', { ...made, key: `draft:${draftId}`, status: 'pending' });
    setTimeout(() => rpc.emit('deployment', view), 50);
    const ready = withOptions ? { ready: 1, readyInferred: true } : { min: 1, max: 1, ready: 1 };
    const end = { ...made, replicas: ready };
    const failed = { ...view, status: 'failed' as const, error: 'No capacity for 1× H100 80 GB came free.' };
    setTimeout(() => rpc.emit('deployment', scenario === 'doomed' ? failed : end), 1500);
    return { key: made.key };
  },
  cancelDeploy: () =>
    build?.reject(new PlatformError({ code: 'cancelled', platform: 'modal', message: 'Cancelled.' })),
  update: (_input, signal) => later(undefined, signal, 100),
}));

/** The key goes away under the open panel. */
Object.assign(window, {
  away: () =>
    rpc.emit(
      'platforms',
      data.platforms.map((platform) => ({ ...platform, connected: false })),
    ),
});

/** A build that goes on until the test ends it. */
async function builds(events: ServerRpc<WizardCalls, WizardEvents>): Promise<{ key: string }> {
  build = Promise.withResolvers();
  for (const step of modal.buildLog) events.emit('progress', { step });
  await build.promise;
  events.emit('deployment', modal.deployment);
  return { key: modal.deployment.key };
}

Object.assign(window, {
  finishBuild: () => build?.resolve(),
  /** What the row says of a deploy that was sent before this page was made. */
  row: (state: 'busy' | 'own' | 'idle' | 'failed' | 'there') => {
    const view = { ...modal.deployment, key: 'draft:draft-9', status: 'pending' as const };
    const busy = { action: 'deploy' as const, since: Date.now() - 95_000, step: 'Building the image…' };
    const own = { ...busy, cancellable: true as const };
    if (state === 'there') rpc.emit('deployment', modal.deployment);
    else if (state === 'busy' || state === 'own')
      rpc.emit('deployment', { ...view, draft: modalDraft, busy: state === 'own' ? own : busy });
    else {
      const problem = unavailableAt('modal', 'Modal');
      rpc.emit('deployment', {
        ...view,
        draft: { ...modalDraft, ...(state === 'failed' ? { problem } : {}) },
      });
    }
  },
});
