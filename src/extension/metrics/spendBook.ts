import type { DeploymentKey } from '../deployments/types.ts';
import type { StatusHistory } from '../store/statusHistory.ts';
import type { Store } from '../store/store.ts';
import { withUntil } from '../store/untils.ts';
import { keepEveryMs } from '../store/watch.ts';
import { Bill } from './bill.ts';
import type { BilledTime } from './bill.ts';
import { lengthOf } from './history.ts';
import { calendar } from './spend.ts';
import { stretchesOf } from './stretches.ts';
import type { StatusSample } from './types.ts';

/** What one deployment cost by its time. Absent where it was not there, or nobody has heard of it since. */
export interface Spent {
  today?: BilledTime;
  month?: BilledTime;
  /** It has or had a price per hour. */
  isPriced: boolean;
}

/** What was billed up to an instant, from the beginning of a day or of a month. */
interface Closed {
  bill: Bill;
  /** How far it goes. */
  until: number;
  isSeen: boolean;
}

interface Account {
  today: Closed;
  month: Closed;
  isPriced: boolean;
  /** From the last one that is billed up to its own beginning. */
  open: StatusSample[];
}

type Watched = ReturnType<StatusHistory['watched']>;

/**
 * The costs of a whole fleet by the calendar, kept from one question to the next: what has settled is not added up
 * again, so that only the changes since are read.
 */
export class SpendBook {
  readonly #store: Store;
  #accounts = new Map<DeploymentKey, Account>();
  /** Up to when changes have been read, and for which day. */
  #read = { at: Infinity, builtAt: 0, today: 0, holdMs: 0 };

  constructor(store: Store) {
    this.#store = store;
  }

  /** `madeAt`: of one whose readings do not tell. */
  costs(
    now: number,
    holdMs: number,
    madeAt: (key: DeploymentKey) => number | undefined,
  ): Map<DeploymentKey, Spent> {
    const { today, month } = calendar(now);
    const { at, builtAt } = this.#read;
    const isOfToday = this.#read.today === today.from && this.#read.holdMs === holdMs;
    // Once an hour anew: what a window could not write for long comes late.
    const goesOn = isOfToday && now >= at && now - builtAt < lengthOf.hour;
    if (!goesOn || !this.#update(now, madeAt)) this.#build(now, holdMs, madeAt);
    this.#read.at = now;
    const watched = this.#store.statuses.watched({ from: this.#oldest(month.from), to: now });
    const settled = now - lookBack(holdMs);
    const spent = new Map<DeploymentKey, Spent>();
    for (const [key, account] of this.#accounts) {
      close(account, settled, watched, holdMs);
      const open = withUntil(account.open, watched);
      const ofMonth = costTo(now, account.month, open, month.from, holdMs);
      const isSame = account.today.until === account.month.until;
      const ofToday = costTo(
        now,
        account.today,
        open,
        today.from,
        holdMs,
        isSame ? ofMonth?.tail : undefined,
      );
      spent.set(key, {
        ...(ofToday ? { today: ofToday.cost } : {}),
        ...(ofMonth ? { month: ofMonth.cost } : {}),
        isPriced: account.isPriced,
      });
    }
    return spent;
  }

  #build(now: number, holdMs: number, madeAt: (key: DeploymentKey) => number | undefined): void {
    const { today, month } = calendar(now);
    this.#read = { at: now, builtAt: now, today: today.from, holdMs };
    this.#accounts = new Map();
    for (const sample of this.#store.statuses.steps(month)) if (sample.at <= now) this.#place(sample, madeAt);
  }

  /** False: something came in that changes what has settled. */
  #update(now: number, madeAt: (key: DeploymentKey) => number | undefined): boolean {
    for (const sample of this.#store.statuses.stepsSince(this.#read.at - lookBack(this.#read.holdMs))) {
      if (sample.at > now) continue;
      const first = this.#accounts.get(sample.deployment)?.open[0];
      if (first && sample.at < first.at) return false;
      this.#place(sample, madeAt);
    }
    return true;
  }

  #place(sample: StatusSample, madeAt: (key: DeploymentKey) => number | undefined): void {
    let account = this.#accounts.get(sample.deployment);
    if (!account) {
      const { today, month } = calendar(this.#read.builtAt);
      const created = sample.createdAt ?? madeAt(sample.deployment) ?? month.from;
      const made = Math.min(Math.round(created), sample.at);
      const from = (begin: number) => ({ bill: new Bill(), until: Math.max(begin, made), isSeen: false });
      account = { today: from(today.from), month: from(month.from), isPriced: false, open: [] };
      this.#accounts.set(sample.deployment, account);
    }
    account.isPriced ||= sample.price !== undefined;
    const { open } = account;
    const before = open.findLastIndex(({ at }) => at <= sample.at);
    const isSame = open[before]?.at === sample.at;
    open.splice(isSame ? before : before + 1, isSame ? 1 : 0, sample);
  }

  #oldest(from: number): number {
    let oldest = from;
    for (const { open } of this.#accounts.values()) oldest = Math.min(oldest, open[0]?.at ?? oldest);
    return oldest;
  }
}

/** For so long something may still come in: a mark that something was out of sight, and the end of a stretch. */
const lookBack = (holdMs: number): number => 2 * holdMs + 2 * keepEveryMs;

/** Bills up to the last change that has settled. */
function close(account: Account, settled: number, watched: Watched, holdMs: number): void {
  const last = account.open.findLastIndex(({ at }) => at < settled);
  if (last <= 0) return;
  const samples = withUntil(account.open.slice(0, last + 1), watched);
  const { at } = samples[last] as StatusSample;
  for (const closed of [account.today, account.month]) {
    if (at <= closed.until) continue;
    addTo(closed.bill, samples, closed.until, at, holdMs);
    closed.until = at;
    closed.isSeen = true;
  }
  account.open = account.open.slice(last);
}

function costTo(
  now: number,
  closed: Closed,
  open: readonly StatusSample[],
  from: number,
  holdMs: number,
  same?: Bill,
): { cost: BilledTime; tail: Bill } | undefined {
  // One of an account that is connected no more, say: only what was seen since counts.
  if (!closed.isSeen && !open.some(({ at, until = at }) => until >= from)) return undefined;
  const tail = same ?? addTo(new Bill(), open, closed.until, now, holdMs);
  return { cost: closed.bill.cost(tail), tail };
}

function addTo(bill: Bill, samples: readonly StatusSample[], from: number, to: number, holdMs: number): Bill {
  for (const stretch of stretchesOf(samples, { from, to }, holdMs)) bill.add(stretch);
  return bill;
}
