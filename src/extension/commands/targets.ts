import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Action, Allowed } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { DeploymentView } from '../deployments/types.ts';
import type { Target } from '../ids.ts';
import { sortedAsInTheTree } from '../tree/order.ts';
import { choice } from '../tree/rows.ts';

/** What a command can be run on, and why not. */
export interface Wanted {
  /** The title of the question, e.g. "Stop which deployment?". */
  title: string;
  /** Said when there is nothing to choose from. */
  none: string;
  can: (view: DeploymentView) => Allowed;
}

export const allowing =
  (action: Action) =>
  (view: DeploymentView): Allowed => {
    if (view.busy) return { no: t`Wait until this is done: ${view.busy.step}` };
    if (view.draft) return { no: t('This is a draft: deploy it first.') };
    return view.allowed[action];
  };

export const isDraft = (view: DeploymentView): Allowed =>
  view.draft
    ? !view.busy || { no: t`Wait until this is done: ${view.busy.step}` }
    : { no: t('This is not a draft.') };
export const isDeployed = (view: DeploymentView): Allowed =>
  view.draft ? { no: t('This is a draft: deploy it first.') } : true;
export const isFollowable = (view: DeploymentView): Allowed =>
  view.followable ? true : { no: t('Its platform has no log to follow. It has events.') };
export const isRestartable = (view: DeploymentView): Allowed => {
  if (view.busy) return { no: t`Wait until this is done: ${view.busy.step}` };
  return view.restartable ?? { no: t('Its platform cannot restart a deployment.') };
};
/** A deploy under way that can be called off. */
export const isCancellableDeploy = ({ busy }: DeploymentView): Allowed =>
  busy?.action === 'deploy' && busy.cancellable ? true : { no: t('No deploy of it can be cancelled now.') };
export const hasUrl = (view: DeploymentView): Allowed =>
  view.endpoint ? true : { no: t('It has no endpoint URL yet.') };
export const hasDashboard = (view: DeploymentView): Allowed =>
  view.dashboardUrl ? true : { no: t('Its platform has no page for it.') };

/** The deployment that a command is run on: the row, or the one a person picks. Undefined: they did not. */
export async function resolveTarget(
  service: DeploymentService,
  target: Target,
  { title, none, can }: Wanted,
): Promise<DeploymentView | undefined> {
  const key = typeof target === 'string' ? target : target?.key;
  if (key !== undefined) {
    const view = service.get(key);
    if (!view)
      throw new PlatformError({
        code: 'not-found',
        message: t('This deployment is not there any more.'),
        hint: t('Refresh the list.'),
      });
    const allowed = can(view);
    if (allowed === true) return view;
    throw new PlatformError({ code: 'unsupported', platform: view.platform, message: allowed.no });
  }
  const choices = service.fleet().deployments.filter((view) => can(view) === true);
  if (choices.length === 0) {
    void vscode.window.showInformationMessage(none);
    return undefined;
  }
  const items = sortedAsInTheTree(choices).map((view) => {
    const { label, description, icon } = choice(view);
    const color = icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color);
    return { view, label, description, iconPath: new vscode.ThemeIcon(icon.id, color) };
  });
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return picked?.view;
}
