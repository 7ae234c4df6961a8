import { t } from '@vscode/l10n';
import { count, perHour, plural } from '../shared/format.ts';
import type { FleetView, MetricsState } from '../protocol.ts';
import { Tile } from '../ui/Tile.tsx';
import { extentOf } from './fleetRows.ts';

interface BurnTileProps {
  fleet: FleetView;
  definitions: MetricsState['definitions'];
}

/** What everything costs now. */
export function BurnTile({ fleet, definitions }: BurnTileProps) {
  const { burn } = fleet;
  const extent = extentOf(fleet);
  const atLeast = burn.atLeast || extent === 'part';
  const notes = {
    all: burn.atLeast ? t('At least: a price or a replica count is unknown.') : t('what runs now'),
    part: t('At least: a platform was not read yet.'),
  };
  return (
    <Tile
      title={t('Burn rate')}
      value={extent === 'none' ? undefined : `${atLeast ? '≥ ' : ''}${perHour(burn.perHour)}`}
      unknown={notYet(fleet)}
      note={extent === 'none' ? undefined : notes[extent]}
      definition={definitions.burnRate.definition}
    />
  );
}

/** How many there are, by status. Where nothing was read, that is unknown and not zero. */
export function Counts({ fleet }: Pick<BurnTileProps, 'fleet'>) {
  const { counts, deployments } = fleet;
  const extent = extentOf(fleet);
  const many = (number: number) =>
    extent === 'none' ? undefined : `${extent === 'part' ? '≥ ' : ''}${count(number)}`;
  const tile = (title: string, number: number, note?: string) => (
    <Tile title={title} value={many(number)} unknown={notYet(fleet)} note={note} />
  );
  const drafts = counts.pending === 0 ? undefined : t`with ${plural(counts.pending, 'draft')}`;
  return (
    <>
      {tile(t('Total'), deployments.length, drafts)}
      {tile(t('Active'), counts.active)}
      {tile(t('Deploying'), counts.deploying)}
      {tile(t('Failed'), counts.failed)}
      {tile(t('Stopped'), counts.stopped)}
    </>
  );
}

const notYet = ({ platforms }: FleetView): string =>
  platforms.some(({ connected }) => connected) ? t('not read yet') : t('not connected');
