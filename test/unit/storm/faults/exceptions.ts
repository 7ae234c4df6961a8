import type { Cell, Outcome } from './outcomes.ts';

type Some<T> = { [K in keyof T]?: T[K] | readonly T[K][] };

/** What a cell may come to beside what the rules say, and why. */
export interface Exception {
  of: Some<Omit<Cell, 'scope'>>;
  also: readonly Outcome[];
  why: string;
}

/** Where a platform’s document says something of its own, or a call is of use without what it asked for. */
export const exceptions: readonly Exception[] = [
  {
    of: { call: ['plan', 'hardware'], platform: ['replicate', 'modal'] },
    also: ['ok'],
    why: 'what to choose from is known here; the platform only says which of it the account has, or what it costs',
  },
  {
    of: { call: 'plan', platform: 'predibase' },
    also: ['ok'],
    why: 'it asks whether the name is free, and a plan without that says so with the deploy',
  },
  {
    of: { platform: 'predibase', family: 'redirect' },
    also: ['retired'],
    why: 'its service was closed, and its address redirects to what the company does now',
  },
  {
    of: { platform: 'predibase', call: 'verify', family: 'forbidden' },
    also: ['unauthorized'],
    why: 'whose it is every token may ask, so the token is wrong',
  },
  {
    of: { platform: 'predibase', call: 'logs', fault: ['no body', 'null', 'an empty object'] },
    also: ['ok', 'blank'],
    why: 'so it says that there are no events',
  },
  {
    of: { platform: 'predibase', call: 'logs', family: 'other type' },
    also: ['ok', 'blank'],
    why: 'every member of the answer may be missing, and so may all',
  },
  {
    of: { platform: 'predibase', kind: ['ask', 'stream'], family: 'failing' },
    also: ['not-ready'],
    why: 'with 502 and 503 a proxy says that the server behind it is not there yet',
  },
  {
    of: { platform: 'together', call: 'usage', family: 'other type' },
    also: ['ok'],
    why: 'in the JSON of its protocol nothing counted is an empty object',
  },
  {
    of: {
      platform: 'replicate',
      kind: ['ask', 'stream'],
      family: [
        'cut',
        'silence',
        'done and told as failed',
        'nonsense',
        'other type',
        'flood',
        'stream breaks',
      ],
    },
    also: ['ok'],
    why: 'it keeps every prediction: one whose answer is lost is found again in the list and read to its end',
  },
  {
    of: {
      platform: 'modal',
      kind: ['read', 'create', 'write', 'ask', 'stream'],
      family: ['throttled', 'throttled for long'],
    },
    also: ['quota-exceeded'],
    why: 'without a wait it uses one status for limits of the workspace and of the rate',
  },
  {
    of: {
      platform: 'modal',
      call: 'follow',
      fault: ['429, negative', '429, garbage', '429, no end', '429, without'],
    },
    also: ['quota-exceeded'],
    why: 'the same: none of these is a wait',
  },
  {
    of: { call: 'file', family: 'unauthorized' },
    also: ['forbidden'],
    why: 'what it wants is a token, which is not sent to where files are: nothing is said of ours',
  },
  {
    of: { call: 'file', fault: 'JSON that ends too early' },
    also: ['ok'],
    why: 'a picture is no JSON, so it comes as it is',
  },
  {
    of: { platform: 'modal', kind: ['ask', 'stream'], family: 'failing' },
    also: ['not-ready'],
    why: 'with 503 its proxy says that no container runs, and starts one',
  },
  {
    of: { subject: 'a LoRAX server', call: ['list', 'get'] },
    also: ['ok'],
    why: 'a server of one’s own is always a row, and the row says what keeps it from being read',
  },
  {
    of: { subject: 'a LoRAX server', family: ['throttled', 'throttled for long'] },
    also: ['unavailable'],
    why: 'with 429 it says that it works on as many requests as it takes',
  },
  {
    of: { subject: 'a LoRAX server', call: 'usage', family: ['failing', 'done and told as failed'] },
    also: ['unavailable', 'not-ready', 'timeout'],
    why: 'its counters are read again soon anyway, so they are not asked for twice',
  },
  {
    of: { subject: 'a LoRAX server', call: 'usage', family: ['cut', 'silence'] },
    also: ['ok', 'network', 'timeout'],
    why: 'the same; and the page of a server that nobody has asked is empty',
  },
  {
    of: { subject: 'a LoRAX server', call: 'usage', fault: 'no body' },
    also: ['ok'],
    why: 'the page of a server that nobody has asked is empty',
  },
];
