/** One figure as one line of JSON. Ratios within one run hold on any machine; times tell about this one. */
export function tell(name: string, value: number, unit: string, note: string): void {
  const rounded = unit === 'bytes' ? value : Number(value.toPrecision(4));
  process.stdout.write(`${JSON.stringify({ name, value: rounded, unit, note })}\n`);
}

/**
 * Milliseconds of processor time of this thread in the median run: other programs on the machine do not
 * count, nor do the first runs, in which code is still being compiled.
 */
export async function median(run: () => unknown, runs = 9, warmUp = 3): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < warmUp + runs; i++) {
    const start = process.threadCpuUsage();
    await run();
    const { user, system } = process.threadCpuUsage(start);
    if (i >= warmUp) times.push((user + system) / 1000);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] as number;
}
