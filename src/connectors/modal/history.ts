import { t } from '@vscode/l10n';
import type { Revision } from '../connector.ts';
import { isCancelled } from '../errors.ts';
import type { ModalApi } from './api.ts';
import { timeOf } from './units.ts';
import type { Reply } from './wire.ts';

type History = Reply<'appDeploymentHistory'>;
type Entry = History['appDeploymentHistories'][number];

/** Numbers of `DeploymentType`. */
const kinds: Record<number, (entry: Entry) => string> = {
  2: ({ rollbackVersion }) => (rollbackVersion > 0 ? t`rollback to v${rollbackVersion}` : t('rollback')),
  3: () => t('restart'),
  4: () => t('promotion'),
  5: () => t('staged'),
};

export async function readHistory(api: ModalApi, appId: string, signal?: AbortSignal): Promise<History> {
  return api.call('appDeploymentHistory', { appId }, { signal });
}

/** Newest first: Modal promises no order. */
export function toRevisions({ appDeploymentHistories: entries, productionAppVersion }: History): Revision[] {
  const sorted = [...entries].sort((a, b) => b.version - a.version);
  const live = productionAppVersion > 0 ? productionAppVersion : sorted[0]?.version;
  return sorted.map((entry): Revision => {
    const current = entry.version === live;
    const at = timeOf(entry.deployedAt);
    const hash = entry.commitInfo?.commitHash;
    return {
      id: String(entry.version),
      label: `v${entry.version}`,
      ...(at === undefined ? {} : { createdAt: at }),
      current,
      detail: described(entry),
      ...(entry.deployedBy === '' ? {} : { author: entry.deployedBy }),
      ...(hash ? { commit: { hash, ...(entry.commitInfo?.dirty ? { dirty: true } : {}) } } : {}),
      rollback: current
        ? { no: t('It is what runs now.') }
        : entry.rollbackAllowed || { no: t('Modal’s plan does not reach back this far.') },
    };
  });
}

function described(entry: Entry): string {
  const kind = kinds[entry.deploymentType]?.(entry);
  const restored = kind === undefined && entry.rollbackVersion > 0 ? t`from v${entry.rollbackVersion}` : kind;
  return [
    restored,
    entry.tag === '' ? undefined : t`tag ${entry.tag}`,
    entry.commitInfo?.branch ? t`branch ${entry.commitInfo.branch}` : undefined,
    entry.clientVersion === '' ? undefined : t`client ${entry.clientVersion}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** The tag of what runs; of a rollback or restart that of what it brought back. Undefined: not told. */
export async function runningTag(
  api: ModalApi,
  appId: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    return tagOf(await readHistory(api, appId, signal));
  } catch (error) {
    if (isCancelled(error)) throw error;
    return undefined;
  }
}

export function tagOf({
  appDeploymentHistories: entries,
  productionAppVersion,
}: History): string | undefined {
  let version = productionAppVersion || Math.max(0, ...entries.map((entry) => entry.version));
  // Each step goes to an older version, so it ends.
  for (;;) {
    const entry = entries.find((each) => each.version === version);
    if (!entry) return undefined;
    if (entry.tag !== '') return entry.tag;
    const before = entry.rollbackVersion || (kinds[entry.deploymentType] ? version - 1 : 0);
    if (before <= 0 || before >= version) return undefined;
    version = before;
  }
}
