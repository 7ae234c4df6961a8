import type { NanoUsd } from '../../connectors/domain.ts';
import { money, perHour } from '../../webviews/format.ts';
import type { DeploymentKey, DeploymentView, FleetView } from '../deployments/types.ts';
import { hourlyCost } from '../deployments/views.ts';
import { asText } from '../markdown.ts';
import type { MoneySum } from '../metrics/types.ts';
import { burnText, statistics } from '../tree/statistics.ts';

/** The one command that a link of the tooltip runs. It asks before it stops anything. */
export const linked = 'slipway.stop';

const most = 3;
/** More would not fit; the metrics list them all. */
const idleMost = 5;

export interface TooltipFacts {
  fleet: FleetView;
  today: MoneySum;
  /** Ran for an hour without a request from here. */
  idle: readonly DeploymentKey[];
}

/** What runs and what it costs, with the way to stop it. As Markdown; every name in it is text. */
export function tooltip({ fleet, today, idle }: TooltipFacts): string {
  const views = new Map(fleet.deployments.map((view) => [view.key, view]));
  const idlers = idle.flatMap((key) => views.get(key) ?? []);
  return [
    `**Slipway** — ${asText(burnText(fleet))}`,
    asText(statistics(fleet)) || 'No deployments',
    `Today: ${asText(sum(today))}`,
    list('Costliest now', costliest(fleet.deployments)),
    list('No request from Slipway for an hour', idlers.slice(0, idleMost)),
    idlers.length > idleMost ? `and ${idlers.length - idleMost} more` : '',
    idlers.length > 0 ? '_Traffic from elsewhere is not seen here._' : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** In one pass: a fleet may be thousands. */
export function costliest(views: readonly DeploymentView[]): DeploymentView[] {
  const top: { view: DeploymentView; cost: NanoUsd }[] = [];
  for (const view of views) {
    const cost = hourlyCost(view) ?? 0;
    if (cost === 0 || (top.length === most && cost <= (top.at(-1)?.cost ?? 0))) continue;
    top.push({ view, cost });
    top.sort((a, b) => b.cost - a.cost);
    top.length = Math.min(top.length, most);
  }
  return top.map(({ view }) => view);
}

function list(title: string, views: readonly DeploymentView[]): string {
  if (views.length === 0) return '';
  return [`**${title}**`, '', ...views.map((view) => `- ${row(view)}`)].join('\n');
}

function row(view: DeploymentView): string {
  const cost = hourlyCost(view);
  const words = `${asText(view.name)}: ${cost === undefined ? 'price unknown' : asText(perHour(cost))}`;
  if (view.allowed.stop !== true || view.busy) return words;
  return `${words} — [Stop](command:${linked}?${inLink(JSON.stringify([view.key]))})`;
}

/** A bracket would end the link: what comes from a platform must not begin another. */
const inLink = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);

function sum({ known, upTo, atLeast }: MoneySum): string {
  if (upTo !== undefined) return `${money(known)} – ${money(upTo)}`;
  return `${atLeast ? '≥ ' : ''}${money(known)}`;
}
