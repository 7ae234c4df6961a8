import type { FaultRule } from '../kit/faults.ts';
import type { LoraxModes, Timing } from './lorax/options.ts';

/** Questions that no source answers: each is a switch, the first value being the default. */
export interface PredibaseModes {
  /** `gone`: every control-plane call is sent to another site, with a page instead of JSON. */
  service: 'open' | 'gone';
  /** `sdk24`: replica fields at the top level and no `config`. */
  shape: 'v2' | 'sdk24';
  typeWords: 'shared/private' | 'serverless/dedicated';
  /** Keys nobody has heard of, in every deployment. */
  extraKeys: boolean;
  /** Fields the client library needs, left out. */
  leaveOut: readonly string[];
  echoHfToken: boolean;
  unknownConfigKeys: 'refuse' | 'ignore';
  /** What names the machine in a create request. */
  hardwareKey: 'both' | 'accelerator' | 'computeSpec';
  /** Where the unversioned legacy paths live. */
  legacyPrefix: 'bare' | 'v1' | 'both';
  recommendedConfig: 'bare' | 'wrapped';
  /** Legacy reads of what does not exist: `null`, or an empty body. */
  legacyAbsent: 'null' | 'empty';
  listVersions: boolean;
  servingInfo: 'pass' | 'hide';
  healthWakes: boolean;
  /** `developer` may not log requests, use direct ingress or ask for an H100. */
  plan: 'enterprise' | 'developer';
  minCooldownSeconds: number;
  /** Status codes no source confirms. */
  codes: {
    auth: number;
    unknown: number;
    duplicate: number;
    invalid: number;
    fixedField: number;
    plan: number;
  };
}

export const defaultModes: PredibaseModes = {
  service: 'open',
  shape: 'v2',
  typeWords: 'shared/private',
  extraKeys: false,
  leaveOut: [],
  echoHfToken: false,
  unknownConfigKeys: 'refuse',
  hardwareKey: 'both',
  legacyPrefix: 'bare',
  recommendedConfig: 'bare',
  legacyAbsent: 'null',
  listVersions: false,
  servingInfo: 'hide',
  healthWakes: true,
  plan: 'enterprise',
  minCooldownSeconds: 600,
  codes: { auth: 401, unknown: 404, duplicate: 409, invalid: 400, fixedField: 400, plan: 403 },
};

/** Platform durations in milliseconds; a live clock divides them by its speed. */
export interface PredibaseTimings {
  provisionMs: number;
  startMs: number;
  updateMs: number;
  batchMs: number;
}

export const defaultTimings: PredibaseTimings = {
  provisionMs: 60_000,
  startMs: 180_000,
  updateMs: 45_000,
  batchMs: 120_000,
};

export interface PredibaseOptions {
  readonly port?: number;
  /** `demo` (default) has deployments in many states, repositories and jobs; `empty` only shared models. */
  readonly seed?: 'demo' | 'empty';
  /** `manual` (default), or live at wall-clock time with platform durations divided by `speed`. */
  readonly clock?: 'manual' | { speed: number };
  readonly startAt?: number;
  readonly modes?: Partial<PredibaseModes>;
  readonly timings?: Partial<PredibaseTimings>;
  /** Of the inference servers behind the deployments. */
  readonly loraxModes?: Partial<LoraxModes>;
  readonly timing?: Timing;
  readonly pace?: 'instant' | 'timed';
  readonly faults?: readonly FaultRule[];
  readonly onAnswer?: (exchange: { method: string; path: string; status: number; body: unknown }) => void;
}
