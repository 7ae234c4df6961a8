import { t } from '@vscode/l10n';
import { absolute, ago, percent, perHour } from '../../webviews/shared/format.ts';
import { otherPrice, priceSource } from '../../webviews/shared/prices.ts';
import { inferredFrom } from '../../webviews/shared/words.ts';
import type { DeploymentPart } from '../../connectors/domain.ts';
import type { DeploymentView } from '../deployments/types.ts';
import { asText } from '../markdown.ts';
import { statusWords } from './rows.ts';
import { inBlock, inLine } from '../plainText.ts';
import type { ErrorData } from '../../connectors/errors.ts';

/** The details of a deployment as Markdown. Text from the platform is escaped: it is never markup or a link. */
export function tooltip(view: DeploymentView, now: number, platform: string): string {
  const lines: [string, string | undefined][] = [
    [t('Status'), status(view, platform)],
    [t('Now'), view.busy?.step],
    [t('Served by'), view.origin?.label],
    [t('Model'), view.model.base ? t`${view.model.name} (on ${view.model.base})` : view.model.name],
    [t('Part of'), view.group],
    [t('Release'), view.release],
    [t('Hardware'), view.instanceType?.label],
    [t('Replicas'), replicas(view)],
    [t('Price'), price(view, now)],
    [t('Traffic'), view.trafficShare === undefined ? undefined : percent(view.trafficShare)],
    [t('Description'), view.notes.description],
    [t('Tags'), view.notes.tags?.join(', ')],
    [t('Created'), view.createdAt === undefined ? undefined : absolute(view.createdAt)],
    [t('Last error'), view.draft?.problem?.message ?? view.error],
    [
      t('Not deleted'),
      view.notDeleted && [view.notDeleted.message, view.notDeleted.hint].filter(Boolean).join(' '),
    ],
    [t('Note'), view.legacy],
    [t('Updated'), view.draft ? undefined : ago(view.readAt, now)],
  ];
  const table = lines.flatMap(([name, value]) => (value ? [`${name}: ${asText(value)}`] : []));
  return [`**${asText(view.name)}**`, ...table].join('  \n');
}

/** Plain text: what a part is called may be anything. */
export const partTooltip = ({ name, url, instanceType, note }: DeploymentPart): string =>
  [name, url, instanceType, note && capitalised(note)]
    .flatMap((text) => (text ? [inLine(text)] : []))
    .join('\n');

export const problemTooltip = ({ message, hint }: ErrorData): string =>
  inBlock([message, hint].filter(Boolean).join('\n'));

function status({ status: word, detail, draft }: DeploymentView, platform: string): string {
  if (draft) return t('Draft, not sent yet');
  const said = !detail.inferred
    ? detail.word
    : detail.word === ''
      ? t`inferred, not reported by ${platform}`
      : inferredFrom(detail.word);
  return [`${statusWords[word]} (${said})`, detail.message, ...(detail.notes ?? []).map(capitalised)]
    .filter(Boolean)
    .join('. ');
}

function replicas({
  replicas: { ready, readyInferred, scheduled, min, max },
}: DeploymentView): string | undefined {
  const parts = [
    ready === undefined ? undefined : readyInferred ? t`${ready} ready (inferred)` : t`${ready} ready`,
    scheduled === undefined ? undefined : t`${scheduled} scheduled`,
    min === undefined ? undefined : t`min ${min}`,
    max === undefined ? undefined : t`max ${max}`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : undefined;
}

function price({ price: known, draft }: DeploymentView, now: number): string | undefined {
  if (!known) return draft ? undefined : t('unknown');
  const source = priceSource(known.source, t('the platform'), now);
  const other = otherPrice(known.other, t('the platform'), now);
  return t`${perHour(known.perReplicaHour)} per replica (${source})${other === undefined ? '' : `. ${other}`}`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
