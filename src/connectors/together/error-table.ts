import { t } from '@vscode/l10n';
import type { ErrorCode } from '../errors.ts';

export interface ErrorRule {
  /** Any of these statuses; absent = any. */
  status?: readonly number[];
  /** Found in the platform's code, type or message, whatever the case. */
  says: RegExp;
  code: ErrorCode;
  message: string;
  hint?: string;
  field?: string;
}

/**
 * What Together's answers mean, most particular first. Matched on status and code or message, never on
 * `error.type` alone, whose values are undocumented (docs.together.ai: docs/error-codes,
 * docs/dedicated-endpoints/manage, docs/dedicated-endpoints/migrate-from-v1).
 */
export const errorRules: readonly ErrorRule[] = [
  {
    says: /endpoints_v1_create_access_disabled/,
    code: 'retired',
    message: t('Together AI no longer creates or starts endpoints of its first generation.'),
    hint: t('Deploy the model again: new deployments use the current generation.'),
  },
  {
    status: [400],
    says: /endpoint_not_configured/,
    code: 'not-routed',
    message: t(
      'No traffic reaches this endpoint: no deployment with a weight and a ready replica stands in its traffic split.',
    ),
    hint: t('Start the deployment, or give it a weight in the traffic split of its endpoint.'),
  },
  {
    status: [400],
    says: /endpoint_not_ready/,
    code: 'not-ready',
    message: t('All deployments of this endpoint are stopped.'),
    hint: t('Start the deployment and wait until it is active.'),
  },
  {
    status: [400],
    says: /dedicated_endpoint_not_running/,
    code: 'not-ready',
    message: t('The dedicated endpoint is not running.'),
    hint: t(
      'If it is shown as active, try again in a minute; a stopped endpoint of the first generation cannot come back.',
    ),
  },
  {
    status: [400, 404],
    says: /model_not_available|non-serverless model/i,
    code: 'unsupported',
    message: t('This model is not served without a deployment of its own.'),
    hint: t('Deploy it as a dedicated endpoint first.'),
    field: 'model',
  },
  {
    status: [400],
    says: /streaming_required/,
    code: 'invalid',
    message: t('This model answers only as a stream.'),
    hint: t('Switch streaming on.'),
    field: 'stream',
  },
  {
    status: [400],
    says: /must be stopped before it can be restarted/i,
    code: 'not-ready',
    message: t('The deployment is still stopping.'),
    hint: t('Wait until it is stopped, then start it.'),
  },
  {
    status: [400],
    says: /terminal FAILED state/i,
    code: 'conflict',
    message: t('A failed deployment cannot be restarted on Together AI.'),
    hint: t('Deploy the model again under a new name, and remove this one.'),
  },
  {
    status: [400],
    says: /stands in an endpoint's traffic split/i,
    code: 'conflict',
    message: t('The deployment still stands in the traffic split of its endpoint.'),
    hint: t('Remove it again: the entry is taken out first.'),
  },
  {
    status: [400],
    says: /A\/B experiment member/i,
    code: 'conflict',
    message: t('The deployment is a member of an A/B experiment.'),
    hint: t('Take it out of the experiment first.'),
  },
  {
    status: [400],
    says: /shadow experiment target/i,
    code: 'conflict',
    message: t('The deployment is a shadow target and cannot serve live traffic.'),
    hint: t('Remove the shadow target first.'),
  },
  {
    status: [400],
    says: /model has no revisions to deploy/i,
    code: 'invalid',
    message: t('The model has no weights yet.'),
    hint: t('Wait until its upload or training has finished.'),
    field: 'model',
  },
  {
    status: [400],
    says: /unknown field/i,
    code: 'unsupported',
    message: t('Together AI does not know one of the settings that were sent.'),
    hint: t('Leave that setting at its default.'),
  },
  {
    status: [400, 403],
    says: /context_length_exceeded|context length|maximum context|max_(?:new_)?tokens/i,
    code: 'invalid',
    message: t('The prompt and the tokens asked for do not fit the context of the model.'),
    hint: t('Shorten the prompt or lower the maximum of tokens.'),
    field: 'maxTokens',
  },
  {
    status: [429],
    says: /GPU quota exceeded.*\d+ of \d+|\d+ of \d+.*GPU/is,
    code: 'quota-exceeded',
    message: t('This would exceed the GPU quota of the project.'),
    hint: t(
      'Lower the replicas, stop another deployment, or ask Together AI for more quota. Waiting does not help.',
    ),
    field: 'maxReplicas',
  },
  {
    status: [429],
    says: /GPU quota exceeded/i,
    code: 'no-capacity',
    message: t('Together AI has no such GPU free now.'),
    hint: t('Try again later, or choose a variant on other GPUs.'),
  },
  {
    says: /not in good standing|insufficient_balance/i,
    code: 'payment-required',
    message: t('Together AI has blocked the account for billing reasons.'),
    hint: t('Add credit or raise the spending limit in the Together AI console.'),
  },
  {
    // 409 for what it locks, 400 for stopping a member of it.
    status: [400, 409],
    says: /(?<![\w/-])rollouts?(?![\w-])/i,
    code: 'conflict',
    message: t('A rollout of this endpoint is under way and locks its traffic and its deployments.'),
    hint: t('Complete or cancel the rollout first.'),
  },
  {
    status: [409],
    says: /aborted|etag/i,
    code: 'conflict',
    message: t('Somebody else changed it in the meantime.'),
    hint: t('Look at the present state and apply the change again.'),
  },
  {
    status: [409],
    says: /stopping|not stopped|must be stopped/i,
    code: 'conflict',
    message: t('The deployment is still stopping.'),
    hint: t('Wait until it is stopped.'),
  },
  {
    status: [409],
    says: /exist|already|duplicate|taken|unique/i,
    code: 'already-exists',
    message: t('The name is already in use in this project.'),
    hint: t('Choose another name.'),
    field: 'name',
  },
  {
    status: [400],
    says: /invalid filter expression|no fields to update|^\s*invalid argument\s*$/i,
    code: 'malformed',
    message: t('Together AI refused the form of the request.'),
    hint: t('This is a fault of Slipway: please report it with the request id.'),
  },
];

interface StatusRule {
  code: ErrorCode;
  message: string;
  hint?: string;
}

const unavailable: StatusRule = {
  code: 'unavailable',
  message: t('Together AI has a problem at its side.'),
  hint: t('Try again in a moment; if it stays so, look at status.together.ai.'),
};

/** Where no rule fits. */
export const statusRules: Record<number, StatusRule> = {
  400: { code: 'invalid', message: t('Together AI refused the request.') },
  401: {
    code: 'unauthorized',
    message: t('Together AI does not accept this API key.'),
    hint: t('Check the key, or create a new one at api.together.ai/settings/api-keys.'),
  },
  402: {
    code: 'payment-required',
    message: t('The Together AI account has no credit, or its spending limit is reached.'),
    hint: t('Add credit or raise the limit in the Together AI console.'),
  },
  403: {
    code: 'forbidden',
    message: t('This API key may not do that.'),
    hint: t('Use a key of the project that owns it, or ask an administrator.'),
  },
  404: {
    code: 'not-found',
    message: t('Together AI does not know it.'),
    hint: t('It may have been deleted; refresh, and check that the key belongs to the right project.'),
  },
  408: { code: 'timeout', message: t('Together AI gave up waiting for the request.'), hint: t('Try again.') },
  409: {
    code: 'conflict',
    message: t('Together AI refused it because of the present state.'),
    hint: t('Refresh and try again.'),
  },
  413: { code: 'invalid', message: t('The request is too large.'), hint: t('Shorten it.') },
  422: { code: 'invalid', message: t('Together AI refused the content of the request.') },
  429: {
    code: 'rate-limited',
    message: t('Too many requests for Together AI.'),
    hint: t('Wait a moment and try again.'),
  },
  500: unavailable,
  502: unavailable,
  503: {
    code: 'unavailable',
    message: t('Together AI is overloaded or not ready.'),
    hint: t('Try again in a moment.'),
  },
  504: { code: 'timeout', message: t('Together AI did not finish in time.'), hint: t('Try again.') },
};

export function statusRule(status: number): StatusRule {
  const exact = statusRules[status];
  if (exact) return exact;
  if (status >= 500) return unavailable;
  return { code: 'invalid', message: t`Together AI refused the request (HTTP ${status}).` };
}
