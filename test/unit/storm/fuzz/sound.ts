/** What a number may be beyond being one, by the type and the field that it stands in. */
const rules: [about: RegExp, wrong: (value: number) => string | undefined][] = [
  [/^Replicas\./, (value) => below(value, 0)],
  [/^(?:HourlyPrice|TokenPrice|UsageCost)\.|^InvokeEvent\.cost/, money],
  [/^PlatformUsage\.(?:requests|tokens|latency|firstToken|failures)/, (value) => below(value, 0)],
  // Of as many replicas as a platform says: with a billion of them it is no longer exact.
  [/^Estimate\./, (value) => below(value, 0)],
  [/^TokenUsage\./, whole],
  [/^(?:ModelChoice|ServerlessModel)\.contextLength/, (value) => below(value, 0)],
  [/^InstanceType\.gpu|^RegionHeadroom\./, (value) => below(value, 0)],
  [/^DeploymentConfig\.(?:min|max|concurrency|batch|timeout|idle)/, (value) => below(value, 0)],
  [
    /^(?:Deployment\.trafficShare|TrafficShare\.)/,
    (value) => below(value, 0) ?? (value > 1 ? 'is above 1' : undefined),
  ],
  [/^ErrorData\.retryAfterMs/, (value) => below(value, 0)],
  [/\.(?:createdAt|updatedAt|readAt|from|to)$|^(?:LogEntry|PlatformUsage\.series\.points)\.at$/, instant],
];

export function wrongNumber(value: number, about: string): string | undefined {
  if (!Number.isFinite(value)) return 'is not finite';
  for (const [where, wrong] of rules) if (where.test(about)) return wrong(value);
  return undefined;
}

function below(value: number, least: number): string | undefined {
  return value < least ? `is below ${least}` : undefined;
}

function whole(value: number): string | undefined {
  return below(value, 0) ?? (Number.isSafeInteger(value) ? undefined : 'is no whole number');
}

function money(value: number): string | undefined {
  return below(value, 0) ?? (Number.isSafeInteger(value) ? undefined : 'is no whole number of nano-dollars');
}

/** What a Date can hold: anything else throws where it is written. */
function instant(value: number): string | undefined {
  return Math.abs(value) > 8.64e15 ? 'is no instant' : undefined;
}
