import type { ConnectContext, ServerEntry } from './context.ts';
import type { Connector } from './connector.ts';
import type { DeploymentConfig, PlatformId } from './domain.ts';

/** How far a platform has a capability; `how` and `why` are sentences that users read. */
export type Support =
  { level: 'native' } | { level: 'emulated'; how: string } | { level: 'absent'; why: string };

export const capabilities = [
  'deploy',
  'update',
  'stop',
  'start',
  'remove',
  'invoke',
  'streaming',
  'adapters',
  'logs',
  'revisions',
  'rollback',
  'usage',
  'pricing',
  'regions',
] as const;
export type Capability = (typeof capabilities)[number];

export interface CredentialField {
  key: string;
  label: string;
  secret: boolean;
  optional?: boolean;
  placeholder?: string;
  /** The environment variable that the ecosystem uses for it. */
  env?: string;
  /** How to get one, in a sentence, and where. */
  help: string;
  helpUrl?: string;
  /** Several are chosen from what the account has (`Connector.choices('credentials.<key>')`), kept with commas between them; none = all. */
  pick?: 'many';
  /** Only Slipway fills it in (`Connector.issue`): it is not asked for. */
  issued?: true;
  /** Why this text cannot be one, or undefined. Format only; `verify` does the rest. */
  validate?(text: string): string | undefined;
}

/** One row of the configuration step: drawn by the wizard, checked by both ends. */
export interface ConfigField {
  key: keyof DeploymentConfig;
  /** With key `options`: which of them. */
  option?: string;
  label: string;
  help: string;
  kind:
    | 'integer'
    | 'seconds'
    | 'minutes'
    | 'text'
    | 'choices'
    | 'instance'
    | 'autoscaling'
    | 'environment'
    | 'tags'
    | 'flag'
    | 'select'
    | 'lines'; // several texts, one a line
  support: Support;
  min?: number;
  max?: number;
  default?: number | string | boolean;
  /** It must be set before a deployment can be made. */
  required?: true;
  /** For `select`: what there is to choose from. For `instance`: any text is taken beside what is listed. */
  choices?: { value: string; label: string }[];
  freeText?: true;
  /** What there is to choose from is the account's (`Connector.choices`); with `freeText` any text is taken beside it. */
  listed?: true;
  /** It belongs to these ways of running a model only (`ModelVariant.id`). Absent: to all. */
  variants?: string[];
  /** Rarely needed: folded away. */
  advanced?: true;
  /** Whether it can be changed on a running deployment; else the reason. */
  updatable: true | { no: string };
  /** For autoscaling: the metrics to choose from. */
  metrics?: {
    name: string;
    label: string;
    unit: string;
    min: number;
    max?: number;
    default: number;
    percentile?: boolean;
  }[];
}

export interface BaseUrl {
  key: string;
  /** Empty: there is none until a person sets it, or it follows from another. */
  default: string;
  help: string;
  /** True: plain http is taken on a private network too, because that is where such servers stand. */
  privateHttp?: true;
}

/** Servers of a person's own that a platform's connector speaks to beside (or without) an account. */
export interface ServerSupport {
  /** What one is called: "LoRAX server". */
  label: string;
  help: string;
  placeholder: string;
  /** The address as it is kept, and what was changed about it in a sentence; or why it cannot be one. */
  normalize(text: string): { url: string; note?: string } | { no: string };
  /** A secret beside the key that one may need; set for each server by itself, so that no other gets it. */
  adapterToken?: { label: string; help: string };
  /** Asks it who it is: a sentence for people. Rejects with a PlatformError when it is no such server. */
  check(server: ServerEntry, context: ConnectContext, signal?: AbortSignal): Promise<string>;
}

/** Credentials that the person has on this machine already. */
export interface CredentialImport {
  /** "Import from ~/.modal.toml". */
  label: string;
  /** What there is to import, the likeliest first; empty: nothing. Rejects with a PlatformError when it cannot be read. */
  find(
    system: LocalSystem,
  ): Promise<{ label: string; detail?: string; credentials: Record<string, string> }[]>;
}

export interface LocalSystem {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  /** Undefined: there is no such file. */
  readText(path: string): Promise<string | undefined>;
}

/** A credential that the platform makes on request, beside the one that was entered (Modal: a proxy token). */
export interface IssuedSupport {
  /** "proxy token". */
  what: string;
  /** The credentials that it fills. */
  keys: string[];
  /** What making one means, in whole sentences, shown before it is made. */
  consequence: string;
}

export type Connect = (context: ConnectContext) => Connector;

/** A platform as data, and the way to connect to it. */
export interface ConnectorDefinition {
  id: PlatformId;
  displayName: string;
  /** What it is for, in one sentence. */
  purpose: string;
  homepage: string;
  credentials: CredentialField[];
  imports?: CredentialImport[];
  issued?: IssuedSupport;
  /** A deploy takes minutes and can be called off until it is done. */
  deploys?: 'cancellable';
  /** Where servers can be registered by URL. With it the platform can be used without credentials, too. */
  servers?: ServerSupport;
  /**
   * `background`: a delete takes many minutes. It is kept, goes on after a reload by calling `remove` again,
   * and can be cancelled by aborting that call.
   */
  removal?: 'background';
  baseUrls: BaseUrl[];
  capabilities: Record<Capability, Support>;
  fields: ConfigField[];
  /** The rule for a name, checked as it is typed; undefined = good. */
  validateName(name: string): string | undefined;
  /** A name the platform accepts, made from a model's name. */
  suggestName(modelName: string): string;
  /** Reads the platform's code, with its first use. Connecting itself calls nobody. */
  load(): Promise<Connect>;
}
