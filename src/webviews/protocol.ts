/**
 * The border between the extension host and its webviews: every call and event, typed, and nothing else
 * crosses. It borrows types from the rooms that own the data; at run time it is empty.
 */
import type {
  Capability,
  ConfigField,
  DeploymentChange,
  DeploymentSpec,
  FieldChoice,
  InstanceType,
  ModelChoice,
  ModelQuery,
  ModelVariant,
  OutputFile,
  Page,
  Plan,
  Support,
  TestForm,
  TimeWindow,
} from '../connectors/connector.ts';
import type { DeploymentConfig, ModelRef, PlatformId } from '../connectors/domain.ts';
import type { ErrorData, Remedy } from '../connectors/errors.ts';
import type { InvokeEvent, InvokeRequest, SnippetLanguage } from '../connectors/inference.ts';
import type { DeploymentKey, DeploymentView, Draft, FleetView } from '../extension/deployments/types.ts';
import type { Definition, DefinitionId } from '../extension/metrics/definitions.ts';
import type {
  FleetRow,
  HistorySize,
  MetricsReport,
  PlatformReport,
  Spend,
  TestRun,
} from '../extension/metrics/types.ts';

export type * from '../connectors/connector.ts';
export type * from '../connectors/domain.ts';
export type * from '../connectors/errors.ts';
export type * from '../connectors/inference.ts';
export type * from '../extension/deployments/types.ts';
export type { DefinitionId } from '../extension/metrics/definitions.ts';
export type * from '../extension/metrics/types.ts';

/** A map of calls: name → what goes in, what comes out. Used as `C extends Calls<C>`, which keeps the names. */
export type Calls<C> = { [K in keyof C]: { in: unknown; out: unknown } };

/**
 * The page of a panel, as the host writes it: `<div id="root" data-key data-draft-id>` (each only
 * where there is one), one nonced module script, one stylesheet, and `<meta property="csp-nonce" content="NONCE">`, by which
 * the UI toolkit gives its one probing `<style>` the nonce that `style-src` asks for.
 */
export interface PanelData {
  key?: DeploymentKey;
  draftId?: string;
}

/**
 * What a panel keeps with setState, and so what a serializer is given: which thing it shows, plus the
 * panel's own view of it (step, open sections, chosen window), which the host does not read.
 */
export type PanelState<View = unknown> = PanelData & {
  /** Its work is done: a command for the same target opens a panel of its own. */
  done?: boolean;
  view?: View;
};

/** What every panel can ask of the host. */
export interface CommonCalls {
  /** Runs an editor action on a deployment (the host confirms what spends or destroys). */
  action: {
    in: {
      key: DeploymentKey;
      action:
        | 'stop'
        | 'start'
        | 'restart'
        | 'route'
        | 'remove'
        | 'cancelDelete'
        | 'edit'
        | 'test'
        | 'metrics'
        | 'dashboard'
        | 'copyUrl'
        | 'events'
        | 'logs';
    };
    out: void;
  };
  /** Opens the connect flow of a platform in the editor; resolves when it closed. */
  connect: { in: { platform: PlatformId }; out: { connected: boolean } };
  /** Asks for the address of a server of the person's own; resolves when that closed. */
  addServer: { in: { platform: PlatformId }; out: { added: boolean } };
  /** Does what a failure offers (`ErrorData.remedy`); the host asks for what it needs. */
  remedy: { in: { remedy: Remedy; platform?: PlatformId }; out: void };
  copy: { in: { text: string }; out: void };
  openExternal: { in: { url: string }; out: void };
  closePanel: { in: undefined; out: void };
}

/** Whether what a panel shows of its deployment still holds. */
export type Standing =
  | { state: 'good' | 'gone' }
  /** No key; or the platform refuses the one there is. */
  | { state: 'disconnected' | 'refused'; platform: PlatformId; platformName: string };

/** A platform as the wizard's first step shows it. */
export interface WizardPlatform {
  id: PlatformId;
  displayName: string;
  purpose: string;
  homepage: string;
  connected: boolean;
  account?: string;
  /** Where servers can be registered by URL: what one is called ("LoRAX server"). */
  serversLabel?: string;
  /** A deploy takes minutes and can be called off until it is done (`cancelDeploy`). */
  deploys?: 'cancellable';
  /** A credential that can be made for calls (remedy `issue-credential`): what it is called ("proxy token"). */
  issued?: string;
  problem?: ErrorData;
  capabilities: Record<Capability, Support>;
  fields: ConfigField[];
}

export interface WizardState {
  mode: { kind: 'create'; draft?: Draft } | { kind: 'edit'; deployment: DeploymentView };
  platforms: WizardPlatform[];
  /** Names in use by platform, to warn before the platform does. */
  takenNames: Partial<Record<PlatformId, string[]>>;
}

export interface WizardCalls extends CommonCalls {
  load: { in: undefined; out: WizardState };
  models: { in: { platform: PlatformId; query: ModelQuery }; out: Page<ModelChoice> };
  variants: { in: { platform: PlatformId; model: ModelRef }; out: ModelVariant[] };
  hardware: { in: { platform: PlatformId }; out: InstanceType[] };
  /** What the account has for a field that is `listed`: its key, or `options.<name>`. */
  choices: { in: { platform: PlatformId; field: string; config: DeploymentConfig }; out: FieldChoice[] };
  /** The platform's rule for a name; undefined = good. */
  checkName: { in: { platform: PlatformId; name: string }; out: string | undefined };
  suggestName: { in: { platform: PlatformId; model: string }; out: string };
  plan: { in: { platform: PlatformId; spec: DeploymentSpec }; out: Plan };
  planUpdate: { in: { key: DeploymentKey; change: DeploymentChange }; out: Plan };
  /** Keeps what was typed, complete or not. The first call makes the draft. */
  saveDraft: { in: { id?: string; platform: PlatformId; spec: DeploymentSpec }; out: Draft };
  discardDraft: { in: { id: string }; out: void };
  /** Sends it. The person has seen the plan; the host does not ask again. */
  deploy: { in: { draftId: string }; out: { key: DeploymentKey } };
  /** Calls off a deploy under way; `deploy` then rejects with `cancelled` and the draft stays as it was. */
  cancelDeploy: { in: { draftId: string }; out: void };
  update: { in: { key: DeploymentKey; change: DeploymentChange }; out: void };
}

export interface WizardEvents {
  platforms: WizardPlatform[];
  /** A step of the deploy under way. */
  progress: { step: string };
  /** The deployment that this panel created or edits, as it changes. */
  deployment: DeploymentView;
}

export interface TesterState {
  deployment: DeploymentView;
  standing: Standing;
  history: TestRun[];
  /** What the form held before a reload. */
  form?: Partial<InvokeRequest>;
  /** What it can be given. Of a connector without forms: a prompt and all settings. */
  testForm: TestForm;
  /** The form could not be read: then `testForm` is that of a connector without forms. */
  formProblem?: ErrorData;
}

export interface TesterCalls extends CommonCalls {
  load: { in: undefined; out: TesterState };
  /** Resolves when the test has ended; events come meanwhile. Cancelling the call cancels the test. */
  run: { in: InvokeRequest; out: TestRun };
  snippet: { in: { request: InvokeRequest; language: SnippetLanguage }; out: string };
  clearHistory: { in: undefined; out: void };
  /** Asks for the form again: the deployment has changed, or the last time failed. */
  testForm: { in: undefined; out: TestForm };
  /** A file of an answer, for showing it: a page has no network of its own. */
  file: { in: { url: string }; out: OutputFile };
}

export interface TesterEvents {
  deployment: DeploymentView;
  standing: Standing;
  invoke: InvokeEvent;
  history: TestRun[];
}

export interface MetricsState {
  /** Absent: the fleet view. */
  deployment?: DeploymentView;
  /** Of the deployment. */
  standing?: Standing;
  fleet: FleetView;
  /** Seconds between refreshes while visible; 0 = by hand only. */
  refreshSeconds: number;
  /** What each number means, by its key: shown where the number stands. */
  definitions: Record<DefinitionId, Definition>;
}

export interface MetricsCalls extends CommonCalls {
  load: { in: undefined; out: MetricsState };
  report: { in: { key: DeploymentKey; window: TimeWindow }; out: MetricsReport };
  platformReport: { in: { key: DeploymentKey; window: TimeWindow }; out: PlatformReport };
  fleet: { in: { window: TimeWindow }; out: FleetRow[] };
  spend: { in: undefined; out: Spend };
  history: { in: undefined; out: HistorySize };
  /** Asks where to, and writes it there. `name`: what the file is called unless the person says otherwise. */
  save: { in: { name: string; text: string }; out: { saved: boolean } };
  openSetting: {
    in: { setting: 'slipway.history.maxSizeMB' | 'slipway.history.retentionDays' | 'slipway.prices' };
    out: void;
  };
  /** Reads the platforms now. */
  refresh: { in: undefined; out: void };
}

export interface MetricsEvents {
  fleet: FleetView;
  deployment: DeploymentView;
  standing: Standing;
  /** A request was recorded: a good moment to recompute. */
  recorded: { key: DeploymentKey };
}
