export const native = { level: 'native' } as const;

/** Only the bounds of scaling take effect by themselves; the rest is a new version, made from the file. */
export const redeployed = true;
