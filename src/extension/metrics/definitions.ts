import { t } from '@vscode/l10n';

/**
 * What each number means, in the words that docs/metrics.md and the tooltips use. Edit both together: a test
 * holds them against each other.
 */
export interface Definition {
  title: string;
  definition: string;
}

export const definitions = {
  requests: {
    title: t('Requests'),
    definition: t(
      'Tests sent from Slipway whose start lies in the window; traffic from elsewhere is not in it. Each is counted once, as successful, failed or cancelled, however often it had to be sent again.',
    ),
  },
  successRate: {
    title: t('Success rate'),
    definition: t(
      'Successful requests divided by successful and failed ones. Cancelled requests count as neither.',
    ),
  },
  errorRate: {
    title: t('Error rate'),
    definition: t('Failed requests divided by successful and failed ones: what the success rate leaves.'),
  },
  perMinute: {
    title: t('Requests per minute'),
    definition: t(
      'All requests of the window divided by the minutes of the window that have passed, quiet ones included.',
    ),
  },
  latency: {
    title: t('Latency'),
    definition: t(
      'Time from sending a request to the end of its answer, over successful requests. Where it had to be sent again (rate limit, cold start, a model that only streams), it counts from the first time, waits included.',
    ),
  },
  firstToken: {
    title: t('Time to first token'),
    definition: t(
      'Time from sending a request to the first generated text of any kind (answer, reasoning or tool call), over successful requests that asked for a stream. Empty pieces do not count; waits before a further try do.',
    ),
  },
  percentile: {
    title: 'P50, P95, P99',
    definition: t(
      'Nearest rank: the smallest measured value that at least 50, 95 or 99 percent of the values do not exceed. Exact up to 20,000 requests in the window; of more, they are read from summaries and at most 0.5 % off, which is said beside them. A P99 of fewer than 100 values is greyed: it is little more than the largest one.',
    ),
  },
  tokensPerSecond: {
    title: t('Tokens per second'),
    definition: t(
      'Output tokens after the first one, divided by the time from the first to the last, summed over successful streamed requests whose platform reported the count.',
    ),
  },
  tokens: {
    title: t('Tokens'),
    definition: t(
      'Input and output tokens as the platform reported them, over all requests. Requests without a reported count add nothing, and the number of successful ones among them is shown: the sum is then "at least".',
    ),
  },
  tokensPerRequest: {
    title: t('Tokens per request'),
    definition: t('Input and output tokens divided by the requests that reported both.'),
  },
  timeCost: {
    title: t('Cost, billed by time'),
    definition: t(
      'Ready replicas times the price of one, integrated over the time that Slipway watched. A reading holds until the next change while readings go on; where none came for three polls or two minutes, whichever is longer, nobody watched. An estimate: what a platform bills while a replica starts is not in it, nor in the upper bound, and reserved and contract rates differ.',
    ),
  },
  ceiling: {
    title: t('Cost, at most'),
    definition: t(
      'The cost billed by time, with each stretch that nobody watched, or in which nobody counts the replicas, at the most replicas that its settings allowed before or after it; what was stopped is taken to have none. No upper bound is given where those settings or a price are unknown.',
    ),
  },
  coverage: {
    title: t('Watched'),
    definition: t('The share of the window so far during which Slipway read the status.'),
  },
  tokenCost: {
    title: t('Cost, billed by tokens'),
    definition: t(
      'The sum of the costs of the requests sent from Slipway: tokens times the price per token, or what the platform itself charged. "At least" when a request has no known cost.',
    ),
  },
  costPerRequest: {
    title: t('Cost per request'),
    definition: t(
      'Billed by time: the cost divided by the successful requests of the same window, sent from Slipway. Billed by tokens: the cost divided by the requests whose cost is known. A range where the cost is one.',
    ),
  },
  costPerMillionTokens: {
    title: t('Cost per million tokens'),
    definition: t(
      'The cost divided by the input and output tokens of the same requests, times one million: billed by time, what a token really cost with the idle time in it. A range where the cost is one.',
    ),
  },
  idleShare: {
    title: t('Idle share'),
    definition: t(
      'The share of the cost billed by time that was paid in clock minutes in which no request was sent from Slipway. Traffic from elsewhere is not seen, so it is an upper limit for a deployment that others use too.',
    ),
  },
  breakEven: {
    title: t('Break-even'),
    definition: t(
      'The tokens per hour above which one dedicated replica costs less than the same tokens of the same model billed by token: the price per replica and hour divided by the token price at the mix of input and output that was seen. Only where both prices are known and requests were sent from Slipway.',
    ),
  },
  combinedCost: {
    title: t('Cost, both accounts together'),
    definition: t(
      'Slipway’s own integral and the platform’s record bound the same bill, so the higher lower bound and the lower upper bound hold. They are never added. Where they exclude each other, both are shown and neither is corrected.',
    ),
  },
  burnRate: {
    title: t('Burn rate'),
    definition: t(
      'What running on as now costs per hour: ready replicas times price, over all deployments. Where the platform does not report how many are ready, the minimum that it keeps running counts. "At least" when a running deployment has no known price or count.',
    ),
  },
  today: {
    title: t('Today'),
    definition: t(
      'The cost of all deployments since midnight by the clock of this computer: what was watched, and up to the upper bound where nobody watched. "At least" when a part has no known price or bound.',
    ),
  },
  month: {
    title: t('This month'),
    definition: t('The same since the first of the month.'),
  },
  forecast: {
    title: t('Forecast'),
    definition: t(
      'The cost of this month so far, and the rest of the month at the burn rate of now. Requests billed by token count as far as they were sent, without a guess of more.',
    ),
  },
  history: {
    title: t('History'),
    definition: t(
      'What is kept on this computer: single requests for as long as you set, sums per minute as long as those, per hour for 400 days, per day for ten years. When the file would outgrow its limit, the oldest single requests go first; sums stay.',
    ),
  },
} as const satisfies Record<string, Definition>;

export type DefinitionId = keyof typeof definitions;
