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
    title: 'Requests',
    definition:
      'Tests sent from Slipway whose start lies in the window; traffic from elsewhere is not in it. Each is counted once, as successful, failed or cancelled, however often it had to be sent again.',
  },
  successRate: {
    title: 'Success rate',
    definition:
      'Successful requests divided by successful and failed ones. Cancelled requests count as neither.',
  },
  errorRate: {
    title: 'Error rate',
    definition: 'Failed requests divided by successful and failed ones: what the success rate leaves.',
  },
  perMinute: {
    title: 'Requests per minute',
    definition:
      'All requests of the window divided by the minutes of the window that have passed, quiet ones included.',
  },
  latency: {
    title: 'Latency',
    definition:
      'Time from sending a request to the end of its answer, over successful requests. Where it had to be sent again (rate limit, cold start, a model that only streams), it counts from the first time, waits included.',
  },
  firstToken: {
    title: 'Time to first token',
    definition:
      'Time from sending a request to the first generated text of any kind (answer, reasoning or tool call), over successful requests that asked for a stream. Empty pieces do not count; waits before a further try do.',
  },
  percentile: {
    title: 'P50, P95, P99',
    definition:
      'Nearest rank: the smallest measured value that at least 50, 95 or 99 percent of the values do not exceed. Always a value that was measured, never one in between; with few requests, the largest one.',
  },
  tokensPerSecond: {
    title: 'Tokens per second',
    definition:
      'Output tokens after the first one, divided by the time from the first to the last, summed over successful streamed requests whose platform reported the count.',
  },
  tokens: {
    title: 'Tokens',
    definition:
      'Input and output tokens as the platform reported them, over all requests. Requests without a reported count add nothing, and the number of successful ones among them is shown: the sum is then "at least".',
  },
  tokensPerRequest: {
    title: 'Tokens per request',
    definition: 'Input and output tokens divided by the requests that reported both.',
  },
  timeCost: {
    title: 'Cost, billed by time',
    definition:
      'Ready replicas times the price of one, integrated over the time that Slipway watched. A reading holds until the next one if that comes within three polls or two minutes, whichever is longer. An estimate: reserved and contract rates differ.',
  },
  ceiling: {
    title: 'Cost, at most',
    definition:
      'The cost billed by time, with each stretch that nobody watched at the larger of the costs before and after it. What happened within such a stretch is not known, so the true cost can be higher still if replicas came and went in it.',
  },
  coverage: {
    title: 'Watched',
    definition: 'The share of the window so far during which Slipway read the status.',
  },
  tokenCost: {
    title: 'Cost, billed by tokens',
    definition:
      'The sum of the costs of the requests sent from Slipway: tokens times the price per token, or what the platform itself charged. "At least" when a request has no known cost.',
  },
  costPerRequest: {
    title: 'Cost per request',
    definition:
      'Billed by time: the cost divided by the successful requests of the same window, sent from Slipway. Billed by tokens: the cost divided by the requests whose cost is known.',
  },
  costPerMillionTokens: {
    title: 'Cost per million tokens',
    definition: 'The cost divided by the input and output tokens of the same requests, times one million.',
  },
  burnRate: {
    title: 'Burn rate',
    definition:
      'What running on as now costs per hour: ready replicas times price, over all deployments. Where the platform does not report how many are ready, the minimum that it keeps running counts. "At least" when a running deployment has no known price or count.',
  },
} as const satisfies Record<string, Definition>;

export type DefinitionId = keyof typeof definitions;
