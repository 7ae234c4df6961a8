import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { DeploymentService } from '../deployments/service.ts';
import type { FleetFilter } from '../deployments/types.ts';
import type { Handlers } from '../ids.ts';
import { statusOrder } from '../tree/order.ts';
import type { Grouping } from '../tree/choice.ts';
import { groupLabel } from '../tree/rows.ts';
import type { DeploymentsView } from '../tree/view.ts';

type Ids = 'slipway.groupBy' | 'slipway.filter' | 'slipway.clearFilter' | 'slipway.loadMore';

const groupingLabels: Record<Grouping, string> = {
  status: t('Status, then platform'),
  platform: t('Platform, then status'),
  flat: t('One list'),
};

/** The commands that change how the tree is arranged. */
export function arrangeCommands(service: DeploymentService, view: DeploymentsView): Pick<Handlers, Ids> {
  return {
    'slipway.groupBy': async () => {
      const now = view.choice.grouping;
      const items = (['status', 'platform', 'flat'] as const).map((grouping) => ({
        grouping,
        label: groupingLabels[grouping],
        description: grouping === now ? t('current') : '',
      }));
      const picked = await vscode.window.showQuickPick(items, { title: t('Group deployments by') });
      if (picked) await view.choose({ grouping: picked.grouping });
    },
    'slipway.filter': async () => {
      const filter = await askFilter(service, view.choice.filter);
      if (filter) await view.choose({ filter });
    },
    'slipway.clearFilter': () => view.choose({ filter: {} }),
    'slipway.loadMore': (group) => view.loadMore(group),
  };
}

async function askFilter(service: DeploymentService, now: FleetFilter): Promise<FleetFilter | undefined> {
  const title = t('Filter deployments');
  const names = new Map(service.fleet().platforms.map(({ id, displayName }) => [id, displayName]));
  const part = await vscode.window.showQuickPick(
    [
      {
        part: 'statuses' as const,
        label: t('By status…'),
        description: now.statuses?.map(groupLabel).join(', ') ?? '',
      },
      {
        part: 'platforms' as const,
        label: t('By platform…'),
        description: now.platforms?.map((id) => names.get(id) ?? id).join(', ') ?? '',
      },
      { part: 'text' as const, label: t('By text…'), description: now.text ?? '' },
    ],
    { title },
  );
  if (!part) return undefined;
  if (part.part === 'statuses') {
    const picked = await pickMany(t('Show which statuses?'), statusOrder, groupLabel, now.statuses);
    return picked && { ...now, statuses: picked };
  }
  if (part.part === 'platforms') {
    const picked = await pickMany(
      t('Show which platforms?'),
      [...names.keys()],
      (id) => names.get(id) ?? id,
      now.platforms,
    );
    return picked && { ...now, platforms: picked };
  }
  const text = await vscode.window.showInputBox({
    title,
    prompt: t(
      'Shows deployments whose name, model, hardware or tags contain these words. Leave it empty to show all.',
    ),
    value: now.text ?? '',
  });
  return text === undefined ? undefined : { ...now, text };
}

async function pickMany<T>(
  title: string,
  all: readonly T[],
  label: (item: T) => string,
  chosen: readonly T[] | undefined,
): Promise<T[] | undefined> {
  const items = all.map((item) => ({ item, label: label(item), picked: chosen?.includes(item) ?? true }));
  const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true });
  return picked?.map(({ item }) => item);
}
