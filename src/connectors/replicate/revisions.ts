import { t } from '@vscode/l10n';
import type { Revision } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import { PlatformError } from '../errors.ts';
import type { Deployments } from './deployments.ts';
import type { PastRelease } from './history.ts';
import { keyOf } from './ids.ts';
import type { Key } from './ids.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { PatchBody } from './patch.ts';

/** The releases that were seen from here, newest first, with a word about those that were not. */
export function toRevisions(releases: readonly PastRelease[]): Revision[] {
  return releases
    .map((release, index): Revision => {
      const missing = gap(releases[index - 1], release);
      return {
        id: String(release.number),
        label: t`Release ${release.number}`,
        ...(release.at === undefined ? {} : { createdAt: release.at }),
        current: index === releases.length - 1,
        detail: [described(release), ...(missing === undefined ? [] : [missing])].join('. '),
      };
    })
    .reverse();
}

function described({ version, hardware, min, max, by }: PastRelease): string {
  return [
    version === undefined ? undefined : t`version ${version.slice(0, 12)}`,
    hardware,
    min === undefined || max === undefined ? undefined : t`${min} to ${max} instances`,
    by === undefined ? undefined : t`by ${by}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

function gap(before: PastRelease | undefined, release: PastRelease): string | undefined {
  const from = (before?.number ?? 0) + 1;
  const to = release.number - 1;
  if (to < from) return undefined;
  return from === to
    ? t`Release ${from} was made outside and is not known`
    : t`Releases ${from}–${to} were made outside and are not known`;
}

/** What the older release ran, as a new one. A stopped release is no place to go back to: its bounds stay. */
export async function rollback(
  deployments: Deployments,
  lifecycle: Lifecycle,
  key: Key,
  revision: string,
  signal?: AbortSignal,
): Promise<Deployment> {
  const older = deployments.history.of(keyOf(key)).find(({ number }) => String(number) === revision);
  if (!older)
    throw new PlatformError({
      platform: 'replicate',
      code: 'not-found',
      message: t`Release ${revision} is not known here, and Replicate does not keep old releases.`,
      hint: t('Choose a version of the model instead, with Edit.'),
    });
  const { version, hardware, min, max } = older;
  const wanted: PatchBody = {
    ...(version === undefined ? {} : { version }),
    ...(hardware === undefined ? {} : { hardware }),
    ...(min === undefined || max === undefined || max === 0
      ? {}
      : { min_instances: min, max_instances: max }),
  };
  return lifecycle.restore(key, wanted, signal);
}
