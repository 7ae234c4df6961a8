/** Every name that package.json and the code share. test/unit/manifest.test.ts holds the two together. */
import type { DeploymentPart, PlatformId } from '../connectors/domain.ts';
import type { SnippetLanguage } from '../connectors/inference.ts';
import type { DeploymentKey } from './deployments/types.ts';

/** What a command is run on: a tree row (of a deployment or a part of one), its key, or nothing (then the person is asked). */
export type Target =
  | { readonly key?: DeploymentKey | undefined; readonly part?: DeploymentPart | undefined }
  | DeploymentKey
  | undefined;
/** A platform, or a tree row that stands for one. */
export type PlatformTarget = { readonly platform?: PlatformId | undefined } | PlatformId | undefined;

/** Command id → its arguments. A command without a handler, or a handler without a command, does not compile. */
export interface Commands {
  'slipway.connect': [platform?: PlatformTarget];
  'slipway.disconnect': [platform?: PlatformTarget];
  'slipway.issueCredential': [platform?: PlatformTarget];
  'slipway.addServer': [platform?: PlatformTarget];
  'slipway.editServer': [target?: Target];
  'slipway.removeServer': [target?: Target];
  'slipway.newDeployment': [platform?: PlatformTarget];
  'slipway.editDeployment': [target?: Target];
  'slipway.deployDraft': [target?: Target];
  'slipway.cancelDeploy': [target?: Target];
  'slipway.continueDraft': [target?: Target];
  'slipway.discardDraft': [target?: Target];
  'slipway.test': [target?: Target];
  'slipway.testServerless': [];
  'slipway.metrics': [target?: Target];
  'slipway.fleetMetrics': [];
  'slipway.stop': [target?: Target];
  'slipway.start': [target?: Target];
  'slipway.restart': [target?: Target];
  'slipway.route': [target?: Target];
  'slipway.delete': [target?: Target];
  'slipway.cancelDelete': [target?: Target];
  'slipway.refresh': [];
  'slipway.groupBy': [];
  'slipway.filter': [];
  'slipway.clearFilter': [];
  'slipway.loadMore': [group?: string];
  'slipway.openDashboard': [target?: Target];
  'slipway.copyUrl': [target?: Target];
  'slipway.copyCode': [target?: Target, language?: SnippetLanguage];
  'slipway.showEvents': [target?: Target];
  'slipway.showLogs': [target?: Target];
  'slipway.stopLogs': [];
  'slipway.releases': [target?: Target];
  'slipway.showLog': [];
  'slipway.welcome': [];
  'slipway.openSandbox': [];
  'slipway.closeSandbox': [];
}
export type CommandId = keyof Commands;
export type Handlers = { [K in CommandId]: (...args: Commands[K]) => unknown };

/** Setting → its type and its default, which package.json repeats. */
export const settings = {
  'slipway.refresh.statusSeconds': 5,
  'slipway.refresh.metricsSeconds': 30,
  'slipway.history.retentionDays': 90,
  'slipway.history.maxSizeMB': 500,
  'slipway.prices': {},
  'slipway.together.baseUrl.v1': '',
  'slipway.together.baseUrl.v2': '',
  'slipway.together.baseUrl.inference': '',
  'slipway.replicate.baseUrl.api': '',
  'slipway.replicate.baseUrl.delivery': '',
  'slipway.predibase.baseUrl.gateway': '',
  'slipway.predibase.baseUrl.serving': '',
  'slipway.modal.baseUrl.server': '',
  'slipway.modal.python': '',
  'slipway.modal.folder': 'modal_apps',
} as const satisfies Record<string, number | string | boolean | object>;
type Widen<T> = T extends number
  ? number
  : T extends string
    ? string
    : T extends boolean
      ? boolean
      : Readonly<Record<string, unknown>>;
export type SettingId = keyof typeof settings;
export type SettingValue<K extends SettingId> = Widen<(typeof settings)[K]>;

/** Context keys are global to the editor, hence the prefix. */
export interface ContextKeys {
  /** The saved credentials have been looked at: the welcome text may speak. */
  'slipway.ready': boolean;
  'slipway.connected': boolean;
  'slipway.filtered': boolean;
  /** Everything was read, and there is no deployment. */
  'slipway.empty': boolean;
  /** There is nothing to show, because no platform can be reached. */
  'slipway.offline': boolean;
  /** A connected platform can make a credential for calls. */
  'slipway.issues': boolean;
  /** A log is being followed. */
  'slipway.following': boolean;
  /** Everything is simulated. */
  'slipway.sandbox': boolean;
}

export const containers = { slipway: 'slipway' } as const;
export const views = { deployments: 'slipway.deployments' } as const;
export const panels = {
  wizard: 'slipway.wizard',
  tester: 'slipway.tester',
  metrics: 'slipway.metricsPanel',
} as const;
export type PanelType = keyof typeof panels;

/** Words that a row's contextValue is made of; menus test them one by one. */
export const rowFacts = [
  'deployment',
  'draft',
  'testable',
  'stoppable',
  'startable',
  'restartable',
  'updatable',
  'removable',
  'routable',
  'cancellable',
  'cancellableDeploy',
  'server',
  'part',
  'hasUrl',
  'hasDashboard',
  'hasEvents',
  'hasLogs',
  'hasReleases',
  'platform',
  'takesServers',
  'problem',
] as const;
export type RowFact = (typeof rowFacts)[number];
