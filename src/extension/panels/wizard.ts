import { t } from '@vscode/l10n';
import type { ConnectorDefinition } from '../../connectors/connector.ts';
import { platformIds } from '../../connectors/domain.ts';
import type { WizardCalls, WizardEvents, WizardPlatform, WizardState } from '../../webviews/protocol.ts';
import type { Handlers } from '../../webviews/rpc.ts';
import { wizardValidators } from '../../webviews/validators.ts';
import type { DeploymentService } from '../deployments/service.ts';
import { commonHandlers, type PanelNeeds } from './common.ts';
import type { PanelKind } from './kind.ts';
import { found } from './tester.ts';

export interface WizardOptions extends PanelNeeds {
  service: DeploymentService;
  definitions: readonly ConnectorDefinition[];
}

/** The panel that makes a deployment or edits one. Its target is a draft's or a deployment's key. */
export function wizardPanel(options: WizardOptions): PanelKind<WizardCalls, WizardEvents> {
  const { service } = options;
  return {
    type: 'wizard',
    title: (target) => {
      const view = target === undefined ? undefined : service.get(target);
      if (!view?.name) return t('New Deployment');
      return view.draft ? t`New Deployment: ${view.name}` : t`Edit: ${view.name}`;
    },
    validators: wizardValidators,
    open: (context, emit) => {
      const handlers: Handlers<WizardCalls> = {
        ...commonHandlers(context, options),
        load: async (_input, signal) => {
          await options.start();
          const { target } = context;
          // Else an edit whose platform is away would come back as a new deployment.
          const known =
            target === undefined || isDraftKey(target) ? target : await found(service, target, signal);
          return wizardState(options, typeof known === 'object' ? known.key : known);
        },
        models: ({ platform, query }, signal) => service.catalog.models(platform, query, signal),
        variants: ({ platform, model }, signal) => service.catalog.variants(platform, model, signal),
        hardware: ({ platform }, signal) => service.catalog.hardware(platform, signal),
        choices: ({ platform, field, config }, signal) =>
          service.catalog.choices(platform, field, config, signal),
        checkName: ({ platform, name }) => service.catalog.checkName(platform, name),
        suggestName: ({ platform, model }) => service.catalog.suggestName(platform, model),
        plan: ({ platform, spec }, signal) => service.catalog.plan(platform, spec, signal),
        planUpdate: ({ key, change }, signal) => service.planUpdate(key, change, signal),
        saveDraft: (draft) => {
          const saved = service.saveDraft(draft);
          context.retarget(`draft:${saved.id}`);
          return saved;
        },
        discardDraft: ({ id }) => {
          service.discardDraft(id);
          context.retarget(undefined);
        },
        // Not tied to the call's signal: a create that was sent must not be lost with its panel.
        deploy: async ({ draftId }) => {
          const key = await service.deploy(draftId, { progress: (step) => emit('progress', { step }) });
          context.retarget(key);
          const view = service.get(key);
          context.setTitle(t`New Deployment: ${view?.name ?? ''}`);
          context.release();
          // At once: the next reading may be seconds away.
          if (view) emit('deployment', view);
          return { key };
        },
        cancelDeploy: async ({ draftId }) => {
          await service.cancelDeploy(draftId);
        },
        update: async ({ key, change }) => {
          await service.update(key, change);
          context.release();
        },
      };
      const update = (): void => {
        emit('platforms', wizardPlatforms(options));
        const view = context.target === undefined ? undefined : service.get(context.target);
        if (view) emit('deployment', view);
      };
      return { handlers, update };
    },
  };
}

const isDraftKey = (key: string): boolean => key.startsWith('draft:');

function wizardState(options: WizardOptions, target: string | undefined): WizardState {
  const { service } = options;
  const view = target === undefined ? undefined : service.get(target);
  const takenNames: WizardState['takenNames'] = {};
  for (const { platform, name, draft } of service.fleet().deployments)
    if (!draft) (takenNames[platform] ??= []).push(name);
  return {
    mode:
      view && !view.draft
        ? { kind: 'edit', deployment: view }
        : { kind: 'create', ...(view?.draft && { draft: view.draft }) },
    platforms: wizardPlatforms(options),
    takenNames,
  };
}

function wizardPlatforms({ service, definitions }: WizardOptions): WizardPlatform[] {
  const views = new Map(service.fleet().platforms.map((view) => [view.id, view]));
  const inOrder = definitions.toSorted((a, b) => platformIds.indexOf(a.id) - platformIds.indexOf(b.id));
  return inOrder.map((definition) => {
    const { id, displayName, purpose, homepage, capabilities, fields, servers, deploys, issued } = definition;
    const view = views.get(id);
    const problem = view?.problems[0];
    return {
      ...{ id, displayName, purpose, homepage, capabilities, fields },
      connected: view?.connected ?? false,
      ...(view?.account && { account: view.account.label }),
      ...(servers && { serversLabel: servers.label }),
      ...(deploys && { deploys }),
      ...(issued && { issued: issued.what }),
      ...(problem && { problem }),
    };
  });
}
