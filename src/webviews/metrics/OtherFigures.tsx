import { t } from '@vscode/l10n';
import type { PlatformUsage } from '../protocol.ts';
import { Facts } from '../ui/Callout.tsx';
import { grouped } from './grouped.ts';
import { rounded, worded } from './sums.ts';

type Figure = PlatformUsage['other'][number];

/** More than these in one line of text, and nobody finds anything. */
const fewFigures = 6;

/** What the platform reports beyond the usual; many of them by what they are about. */
export function OtherFigures({ figures }: { figures: readonly Figure[] }) {
  if (figures.length === 0) return null;
  return (
    <section class="stack-small" aria-label={t('Other figures')}>
      <h3>{t('Other figures')}</h3>
      {figures.length <= fewFigures ? (
        <Facts facts={figures.map(({ label, value }) => [worded(label), rounded(value)])} />
      ) : (
        <Groups figures={figures} />
      )}
    </section>
  );
}

function Groups({ figures }: { figures: readonly Figure[] }) {
  const { groups, rest } = grouped(figures, ({ label }) => label);
  return (
    <div class="figure-groups">
      {groups.map(({ title, members }) => (
        <section key={title} class="figure-group" aria-label={worded(title)}>
          <h4>{worded(title)}</h4>
          <Rows rows={members.map(({ name, item }) => [worded(name), item.value])} />
        </section>
      ))}
      {rest.length === 0 ? null : (
        <section class="figure-group" aria-label={t('Single figures')}>
          <Rows rows={rest.map(({ label, value }) => [worded(label), value])} />
        </section>
      )}
    </div>
  );
}

function Rows({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <dl>
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{rounded(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
