/**
 * Milliseconds since the machine started. Every process of a machine reads the same clock here, and nobody sets it,
 * so instants that two of them took can be subtracted; `performance.now()` has a zero of its own in each.
 */
export const machineTime = (): number => Number(process.hrtime.bigint()) / 1e6;
