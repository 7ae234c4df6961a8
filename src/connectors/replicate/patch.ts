import { t } from '@vscode/l10n';
import type { DeploymentChange } from '../connector.ts';
import type { Bounds } from './bounds.ts';
import { boundsOf } from './checks.ts';
import { versionOf } from './fields.ts';
import type { WireDeployment, WireRelease } from './wire.ts';

/** What PATCH takes; both bounds go together, so that no combination in between is invalid. */
export interface PatchBody {
  version?: string;
  hardware?: string;
  min_instances?: number;
  max_instances?: number;
}

/** What the change comes to; undefined when everything is so already. */
export function patchOf(row: WireDeployment, change: DeploymentChange): PatchBody | undefined {
  const version = versionOf(change);
  const scaled = change.minReplicas !== undefined || change.maxReplicas !== undefined;
  const { min, max } = boundsOf(change, presentBounds(row));
  return different(row, {
    ...(version === undefined ? {} : { version }),
    ...(change.instanceType ? { hardware: change.instanceType } : {}),
    ...(scaled ? { min_instances: min, max_instances: max } : {}),
  });
}

/** The part of `wanted` that is not so yet, with both bounds where one differs. */
export function different(row: WireDeployment, wanted: PatchBody): PatchBody | undefined {
  const { version, configuration } = row.current_release ?? {};
  const { min_instances: min, max_instances: max } = wanted;
  const scales =
    (min !== undefined && min !== configuration?.min_instances) ||
    (max !== undefined && max !== configuration?.max_instances);
  const body: PatchBody = {
    ...(wanted.version === undefined || wanted.version === version ? {} : { version: wanted.version }),
    ...(wanted.hardware === undefined || wanted.hardware === configuration?.hardware
      ? {}
      : { hardware: wanted.hardware }),
    ...(scales && min !== undefined && max !== undefined ? { min_instances: min, max_instances: max } : {}),
  };
  return Object.keys(body).length === 0 ? undefined : body;
}

export function presentBounds({ current_release: release }: WireDeployment): Bounds {
  const { min_instances: min = 0, max_instances: max = 1 } = release?.configuration ?? {};
  return { min, max };
}

/** What somebody else changed, in a sentence. */
export function differenceOf(
  seen: WireRelease | undefined,
  now: WireRelease | undefined,
): string | undefined {
  if (seen?.number === undefined || now?.number === undefined || seen.number === now.number) return undefined;
  const old = seen.configuration;
  const fresh = now.configuration;
  const pairs: [string, string | number | undefined, string | number | undefined][] = [
    ['version', seen.version, now.version],
    ['hardware', old?.hardware, fresh?.hardware],
    ['minimum', old?.min_instances, fresh?.min_instances],
    ['maximum', old?.max_instances, fresh?.max_instances],
  ];
  const changes = pairs
    .filter(([, before, after]) => before !== after)
    .map(([name, before, after]) => `${name} ${before ?? 'unknown'} → ${after ?? 'unknown'}`);
  return t`Release ${seen.number} → ${now.number}${changes.length === 0 ? '' : `: ${changes.join(', ')}`}.`;
}
