import type { DeploymentStatus } from '../../connectors/domain.ts';
import type { DeploymentKey, DeploymentView } from '../deployments/types.ts';
import { namesCompared } from './names.ts';

/** What runs and costs first, what waits for a person next, what sleeps last. */
export const statusOrder: readonly DeploymentStatus[] = [
  'active',
  'deploying',
  'failed',
  'pending',
  'stopped',
];

/** By status, then name: for lists without groups. */
export function sortedAsInTheTree(views: DeploymentView[]): DeploymentView[] {
  const byName = comparison(views.length);
  return views.sort((a, b) => statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status) || byName(a, b));
}

export const sortedByName = (views: DeploymentView[]): DeploymentView[] =>
  views.sort(comparison(views.length));

function comparison(count: number): (a: DeploymentView, b: DeploymentView) => number {
  const compare = namesCompared(count);
  return (a, b) => compare(a.name, b.name) || (a.key < b.key ? -1 : 1);
}

/** The order of the last time, as long as names stay: comparing them as a language does is slow. */
export class Order {
  #places = new Map<DeploymentKey, { at: number; name: string }>();

  readonly sorted = (views: DeploymentView[]): DeploymentView[] => {
    const placed = this.#placed(views);
    if (placed) return placed;
    const anew = sortedByName(views);
    this.#places = new Map(anew.map(({ key, name }, at) => [key, { at, name }]));
    return anew;
  };

  /** Undefined where one is new or is called otherwise. */
  #placed(views: readonly DeploymentView[]): DeploymentView[] | undefined {
    const row = new Array<DeploymentView | undefined>(this.#places.size);
    for (const view of views) {
      const place = this.#places.get(view.key);
      if (place?.name !== view.name) return undefined;
      row[place.at] = view;
    }
    return row.filter((view) => view !== undefined);
  }
}
