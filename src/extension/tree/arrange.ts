import type { DeploymentPart, DeploymentStatus, PlatformId } from '../../connectors/domain.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type { DeploymentKey, DeploymentView, FleetView, PlatformView } from '../deployments/types.ts';
import { isFiltering, type TreeChoice } from './choice.ts';

interface EntryBase {
  /** Unique in the tree and the same from one reading to the next. */
  id: string;
  children: Entry[];
}
export interface DeploymentEntry extends EntryBase {
  kind: 'deployment';
  view: DeploymentView;
  platformName: string;
  /** Said on the row where no group above it says so. */
  showPlatform?: string;
}
/** A function or a server of a deployment that has several. */
export interface PartEntry extends EntryBase {
  kind: 'part';
  /** Of the deployment. */
  key: DeploymentKey;
  part: DeploymentPart;
  /** The deployment can be tested now. */
  testable: boolean;
}
export interface StatusEntry extends EntryBase {
  kind: 'status';
  status: DeploymentStatus;
  count: number;
}
export interface PlatformEntry extends EntryBase {
  kind: 'platform';
  platform: PlatformId;
  label: string;
  count: number;
  account?: string;
  /** What can be registered there by URL. */
  serversLabel?: string;
}
export interface ProblemEntry extends EntryBase {
  kind: 'problem';
  platform: PlatformId;
  label: string;
  problem: ErrorData;
  /** Nothing went wrong: there is no key. */
  away?: boolean;
}
export interface HiddenEntry extends EntryBase {
  kind: 'hidden';
  count: number;
}
/** One row to be, with its children. */
export type Entry = DeploymentEntry | PartEntry | StatusEntry | PlatformEntry | ProblemEntry | HiddenEntry;

type Filters = (view: DeploymentView) => boolean;

/** The whole tree as data, in the order it is shown. */
export function arrange(fleet: FleetView, choice: TreeChoice, matches: Filters): Entry[] {
  const shown = fleet.deployments.filter(matches).sort(byName);
  const hidden = fleet.deployments.length - shown.length;
  return [
    ...problemRows(fleet.platforms),
    ...awayRows(fleet),
    ...group(shown, fleet, choice),
    ...(isFiltering(choice.filter) && hidden > 0
      ? [{ kind: 'hidden' as const, id: 'hidden', count: hidden, children: [] }]
      : []),
  ];
}

function group(shown: DeploymentView[], fleet: FleetView, { grouping }: TreeChoice): Entry[] {
  const names = new Map(fleet.platforms.map(({ id, displayName }) => [id, displayName]));
  const leaf = (view: DeploymentView): DeploymentEntry => ({
    kind: 'deployment',
    id: `deployment:${view.key}`,
    view,
    platformName: names.get(view.platform) ?? view.platform,
    children: view.parts && view.parts.length > 1 ? partRows(view, view.parts) : [],
  });
  const leaves: Inner = (views) => views.map(leaf);
  if (grouping === 'status')
    return byStatus(shown, '', (views, prefix) => byPlatform(views, fleet, prefix, leaves));
  if (grouping === 'platform')
    return byPlatform(shown, fleet, '', (views, prefix) => byStatus(views, prefix, leaves));
  return shown.map(leaf).map((entry) => ({ ...entry, showPlatform: entry.platformName }));
}

/** One that has a single part is that part: a row under it would say nothing more. */
const partRows = ({ key, busy, allowed }: DeploymentView, parts: DeploymentPart[]): PartEntry[] =>
  parts.map((part) => ({
    kind: 'part',
    id: `part:${key}/${part.id}`,
    ...{ key, part, testable: !busy && allowed.test === true },
    children: [],
  }));

type Inner = (views: DeploymentView[], prefix: string) => Entry[];

function byStatus(views: DeploymentView[], prefix: string, inner: Inner): StatusEntry[] {
  const parts = Map.groupBy(views, ({ status }) => status);
  return statusOrder.flatMap((status) => {
    const part = parts.get(status);
    if (!part) return [];
    const id = `${prefix}status:${status}`;
    return [{ kind: 'status', id, status, count: part.length, children: inner(part, `${id}/`) }];
  });
}

function byPlatform(
  views: DeploymentView[],
  fleet: FleetView,
  prefix: string,
  inner: Inner,
): PlatformEntry[] {
  const parts = Map.groupBy(views, ({ platform }) => platform);
  return fleet.platforms.flatMap(({ id: platform, displayName, account, connected, serversLabel }) => {
    const part = parts.get(platform) ?? [];
    // At the root a connected platform shows even when it runs nothing: it is where one starts.
    if (part.length === 0 && (prefix !== '' || !connected || fleet.deployments.length === 0)) return [];
    const id = `${prefix}platform:${platform}`;
    return [
      {
        kind: 'platform',
        id,
        platform,
        label: displayName,
        count: part.length,
        ...(prefix === '' && account && { account: account.label }),
        ...(serversLabel !== undefined && { serversLabel }),
        children: inner(part, `${id}/`),
      },
    ];
  });
}

/** Drafts of a platform that is not connected: the row that says how to go on with them. */
function awayRows({ platforms, deployments }: FleetView): ProblemEntry[] {
  return platforms.flatMap(({ id: platform, displayName: label, connected, problems }) => {
    const kept = deployments.some((view) => view.platform === platform);
    if (connected || problems.length > 0 || !kept) return [];
    const message = `${label} is not connected.`;
    const problem = { code: 'unauthorized' as const, platform, message };
    return [{ kind: 'problem', id: `away:${platform}`, platform, label, problem, away: true, children: [] }];
  });
}

function problemRows(platforms: PlatformView[]): ProblemEntry[] {
  return platforms.flatMap(({ id: platform, displayName: label, problems }) =>
    problems
      .filter(({ code, message }, index) => {
        const first = problems.findIndex((other) => other.message === message);
        return code !== 'cancelled' && first === index;
      })
      .map((problem, index) => ({
        kind: 'problem' as const,
        id: `problem:${platform}:${index}`,
        platform,
        label,
        problem,
        children: [],
      })),
  );
}

/** What runs and costs first, what waits for a person next, what sleeps last. */
export const statusOrder: readonly DeploymentStatus[] = [
  'active',
  'deploying',
  'failed',
  'pending',
  'stopped',
];

/** By status, then name: for lists without groups. */
export const asInTheTree = (a: DeploymentView, b: DeploymentView): number =>
  statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status) || byName(a, b);

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const byName = (a: DeploymentView, b: DeploymentView): number =>
  collator.compare(a.name, b.name) || (a.key < b.key ? -1 : 1);
