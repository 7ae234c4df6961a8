import { t } from '@vscode/l10n';
import type { DeploymentPart, DeploymentStatus, PlatformId } from '../../connectors/domain.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type { DeploymentKey, DeploymentView, FleetView, PlatformView } from '../deployments/types.ts';
import { isFiltering, type TreeChoice } from './choice.ts';
import { sortedByName, statusOrder } from './order.ts';

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
  /** Nothing is left. */
  all: boolean;
  /** What is let through: the statuses, the platforms by name, the text. */
  filter: { statuses: readonly DeploymentStatus[]; platforms: readonly string[]; text: string };
}
/** Stands for the rest of a group that is shown page by page. */
export interface MoreEntry extends EntryBase {
  kind: 'more';
  /** What `Pages` know the group by. */
  group: string;
  rest: number;
}
/** One row to be, with its children. */
export type Entry =
  DeploymentEntry | PartEntry | StatusEntry | PlatformEntry | ProblemEntry | HiddenEntry | MoreEntry;

/** How many rows of a group are shown. */
export interface Pages {
  of(group: string): number;
}

/** The editor draws every row of an open group, seen or not: thousands would make each change slow. */
export const pageSize = 200;
const firstPages: Pages = { of: () => pageSize };

type Filters = (view: DeploymentView) => boolean;

/** The whole tree as data, in the order it is shown. `sorted` puts rows in their order: see `Order`. */
export function arrange(
  fleet: FleetView,
  choice: TreeChoice,
  matches: Filters,
  { pages = firstPages, sorted = sortedByName }: { pages?: Pages; sorted?: typeof sortedByName } = {},
): Entry[] {
  const shown = sorted(fleet.deployments.filter(matches));
  const hidden = fleet.deployments.length - shown.length;
  const filter = filterOf(choice, fleet);
  return [
    ...problemRows(fleet.platforms),
    ...awayRows(fleet),
    ...group(shown, fleet, choice, pages),
    ...(isFiltering(choice.filter) && hidden > 0
      ? [
          {
            kind: 'hidden' as const,
            id: 'hidden',
            count: hidden,
            all: shown.length === 0,
            filter,
            children: [],
          },
        ]
      : []),
  ];
}

const filterOf = ({ filter }: TreeChoice, { platforms }: FleetView): HiddenEntry['filter'] => ({
  statuses: filter.statuses ?? [],
  platforms: platforms.flatMap(({ id, displayName }) => (filter.platforms?.includes(id) ? displayName : [])),
  text: filter.text ?? '',
});

function group(shown: DeploymentView[], fleet: FleetView, { grouping }: TreeChoice, pages: Pages): Entry[] {
  const names = new Map(fleet.platforms.map(({ id, displayName }) => [id, displayName]));
  // By its place: a row that moves to another group is another row to the editor, which refuses one in two places.
  const leaf = (view: DeploymentView, prefix: string): DeploymentEntry => {
    const id = `${prefix}deployment:${view.key}`;
    return {
      kind: 'deployment',
      id,
      view,
      platformName: names.get(view.platform) ?? view.platform,
      children: view.parts && view.parts.length > 1 ? partRows(view, view.parts, id) : [],
    };
  };
  const leaves: Inner = (views, prefix) => {
    const most = pages.of(prefix);
    const rest = views.length - most;
    const rows: Entry[] = views.slice(0, most).map((view) => leaf(view, prefix));
    return rest > 0
      ? [...rows, { kind: 'more', id: `${prefix}more`, group: prefix, rest, children: [] }]
      : rows;
  };
  if (grouping === 'status')
    return byStatus(shown, '', (views, prefix) => byPlatform(views, fleet, prefix, leaves));
  if (grouping === 'platform')
    return byPlatform(shown, fleet, '', (views, prefix) => byStatus(views, prefix, leaves));
  return leaves(shown, '').map((entry) =>
    entry.kind === 'deployment' ? { ...entry, showPlatform: entry.platformName } : entry,
  );
}

/** One that has a single part is that part: a row under it would say nothing more. */
const partRows = (
  { key, busy, allowed }: DeploymentView,
  parts: DeploymentPart[],
  under: string,
): PartEntry[] =>
  parts.map((part) => ({
    kind: 'part',
    id: `${under}/part:${part.id}`,
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
    const message = t`${label} is not connected.`;
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
