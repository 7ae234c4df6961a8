/** For how long a reading holds without the next one, ms: three polls or two minutes, whichever is longer. */
export const holdOf = (pollSeconds: number): number => Math.max(3 * pollSeconds * 1000, 120_000);
