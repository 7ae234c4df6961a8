import type { FaultRule } from '../kit/faults.ts';

/** The forms in which a control plane fails, by name; each is a rule for the shared fault book. */
const forms = {
  errorText: { kind: 'status', status: 500, body: { error: 'something went wrong' } },
  errorObject: { kind: 'status', status: 500, body: { error: { message: 'something went wrong' } } },
  /** Legacy paths say 200 and mean no. */
  errorMessage200: { kind: 'status', status: 200, body: { errorMessage: 'something went wrong' } },
  /** Legacy: still processing. */
  accepted: { kind: 'status', status: 202, text: '' },
  noContent: { kind: 'status', status: 204, text: '' },
  nullBody: { kind: 'status', status: 500, text: 'null', headers: { 'content-type': 'application/json' } },
  htmlPage: { kind: 'gateway', status: 502 },
  rateLimited: { kind: 'status', status: 429, body: { error: 'rate limit exceeded' } },
  rateLimitedFor: {
    kind: 'status',
    status: 429,
    body: { error: 'rate limit exceeded' },
    headers: { 'retry-after': '7' },
  },
  redirect: {
    kind: 'status',
    status: 301,
    text: '<html><body>Moved Permanently</body></html>',
    headers: { location: 'https://www.rubrik.com/products/predibase', 'content-type': 'text/html' },
  },
  reset: { kind: 'resetBeforeHeaders' },
  truncated: { kind: 'truncatedBody' },
  malformed: { kind: 'malformedJson' },
  slowHeaders: { kind: 'stallBeforeHeaders' },
} as const satisfies Record<string, FaultRule['fault']>;

export type Trouble = keyof typeof forms;

export const troubles = Object.keys(forms) as Trouble[];

export function troubleRule(rule: Omit<FaultRule, 'fault'>, trouble: Trouble): FaultRule {
  return { ...rule, fault: forms[trouble] };
}
