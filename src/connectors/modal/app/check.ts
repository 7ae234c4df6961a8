import type { Check } from '../../plan.ts';

export const check = (level: Check['level'], message: string, field?: Check['field']): Check => ({
  level,
  message,
  ...(field ? { field } : {}),
});

export const error = (message: string, field?: Check['field']): Check => check('error', message, field);
export const warning = (message: string, field?: Check['field']): Check => check('warning', message, field);
export const info = (message: string, field?: Check['field']): Check => check('info', message, field);

/** A list with what holds only, so that checks read as a table. */
export const those = (...pairs: [when: boolean, then: Check][]): Check[] =>
  pairs.flatMap(([when, then]) => (when ? [then] : []));
