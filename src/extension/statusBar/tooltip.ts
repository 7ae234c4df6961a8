import { t } from '@vscode/l10n';
import { count, moneySum, perHour } from '../../webviews/shared/format.ts';
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
  /** Everything is simulated. */
  sandbox?: boolean;
  /** Absent until it is added up. */
  today?: MoneySum;
  /** Ran for an hour without a request from here. */
  idle: readonly DeploymentKey[];
}

/** What runs and what it costs, with the way to stop it. As Markdown; every name in it is text. */
export function tooltip({ fleet, sandbox, today, idle }: TooltipFacts): string {
  const keys = new Set(idle);
  const idlers = fleet.deployments.filter(({ key, replicas: { ready = 0 } }) => ready > 0 && keys.has(key));
  const rest = idlers.length - idleMost;
  return [
    `**Slipway** — ${asText(burnText(fleet))}`,
    sandbox ? t('Simulated: nothing here is real or costs anything.') : '',
    asText(statistics(fleet)) || t('No deployments'),
    today ? t`Today: ${asText(moneySum(today))}` : '',
    list(t('Costliest now'), costliest(fleet.deployments)),
    list(
      t('No request from Slipway for an hour'),
      top(idlers, idleMost, (view) => hourlyCost(view) ?? -1),
    ),
    rest > 0 ? t`and ${count(rest)} more` : '',
    idlers.length > 0 ? t('_As far as Slipway sees. Traffic from elsewhere is not seen here._') : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Those that cost anything as they run now. */
export const costliest = (views: readonly DeploymentView[]): DeploymentView[] =>
  top(views, most, (view) => hourlyCost(view) || undefined);

/** The largest, in one pass: a fleet may be thousands. Undefined: does not count. */
function top(
  views: readonly DeploymentView[],
  length: number,
  of: (view: DeploymentView) => number | undefined,
): DeploymentView[] {
  const found: { view: DeploymentView; value: number }[] = [];
  for (const view of views) {
    const value = of(view);
    if (value === undefined || (found.length === length && value <= (found.at(-1)?.value ?? 0))) continue;
    found.push({ view, value });
    found.sort((a, b) => b.value - a.value);
    found.length = Math.min(found.length, length);
  }
  return found.map(({ view }) => view);
}

function list(title: string, views: readonly DeploymentView[]): string {
  if (views.length === 0) return '';
  return [`**${title}**`, '', ...views.map((view) => `- ${row(view)}`)].join('\n');
}

function row(view: DeploymentView): string {
  const cost = hourlyCost(view);
  const words = `${asText(view.name)}: ${cost === undefined ? t('price unknown') : asText(perHour(cost))}`;
  if (view.allowed.stop !== true || view.busy) return words;
  return `${words} — [${t('Stop')}](command:${linked}?${inLink(JSON.stringify([view.key]))})`;
}

/** A bracket would end the link: what comes from a platform must not begin another. */
const inLink = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
