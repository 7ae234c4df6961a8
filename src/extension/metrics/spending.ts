import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey, DeploymentView } from '../deployments/types.ts';
import { costByTokens } from './cost.ts';
import type { MetricsServiceOptions } from './service.ts';
import { calendar, spendOf, sumOfCosts } from './spend.ts';
import type { Cost } from './spend.ts';
import { SpendBook } from './spendBook.ts';
import type { Spent } from './spendBook.ts';
import { summarise, summariseAll } from './summary.ts';
import { exactTally } from './tally.ts';
import type { Totals } from './tally.ts';
import { holdOf } from './hold.ts';
import type { MoneySum, Spend } from './types.ts';

/** Up to so many deployments, the requests of each are added up by themselves. */
const few = 50;

/** What is known of the fleet now. */
interface Fleet {
  spent: ReadonlyMap<DeploymentKey, Spent>;
  views: ReadonlyMap<DeploymentKey, DeploymentView>;
}

/** What everything costs by the calendar: what there is, what is gone, and what was only called. */
export class Spending {
  readonly #options: MetricsServiceOptions;
  readonly #book: SpendBook;

  constructor(options: MetricsServiceOptions) {
    this.#options = options;
    this.#book = new SpendBook(options.store);
  }

  spend(): Spend {
    const { clock, deployments } = this.#options;
    const now = clock.now();
    const burn = deployments.fleet().burn ?? { perHour: 0, atLeast: true };
    const fleet = this.#fleet(now);
    return spendOf(now, burn, {
      today: this.#costs(fleet, 'today', now),
      month: this.#costs(fleet, 'month', now),
    });
  }

  today(): MoneySum {
    const now = this.#options.clock.now();
    return sumOfCosts(this.#costs(this.#fleet(now), 'today', now));
  }

  #fleet(now: number): Fleet {
    const { deployments, pollSeconds } = this.#options;
    const there = deployments.fleet().deployments.filter(({ draft }) => !draft);
    const views = new Map(there.map((view) => [view.key, view]));
    const spent = this.#book.costs(now, holdOf(pollSeconds()), (key) => views.get(key)?.createdAt);
    return { spent, views };
  }

  #costs({ spent, views }: Fleet, part: 'today' | 'month', now: number): Cost[] {
    const isByTime = (key: DeploymentKey) => views.get(key)?.price !== undefined || spent.get(key)?.isPriced;
    const totals = this.#requests(calendar(now)[part], (key) => isByTime(key) !== true);
    const billed = [...spent].flatMap(([key, each]) => (each[part] ? [key] : []));
    return [...new Set([...views.keys(), ...billed, ...totals.keys()])].map((key): Cost => {
      const time = spent.get(key)?.[part];
      if (isByTime(key)) return { basis: 'time', ...(time ?? { atLeast: false }) };
      const view = views.get(key) ?? this.#options.deployments.get(key);
      const total = totals.get(key) ?? exactTally();
      if (view?.tokenPrice || view?.serverless || total.priced > 0) return costByTokens(total);
      return { basis: 'unknown', ...(time ?? { atLeast: false }) };
    });
  }

  /** Of those that may be billed by token. */
  #requests(window: TimeWindow, mayBe: (key: DeploymentKey) => boolean): Map<DeploymentKey, Totals> {
    return this.#options.store.readRequests((requests) => {
      const { source, waiting } = requests;
      const last = [...source.last()].filter(([, at]) => at >= window.from).map(([key]) => key);
      const asked = new Set([...last, ...waiting.map(({ deployment }) => deployment)].filter(mayBe));
      if (asked.size > few) return summariseAll(requests, window, 0);
      return new Map([...asked].map((key) => [key, summarise(requests, window, key, 1).total]));
    });
  }
}
