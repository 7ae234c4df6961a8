import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { Tip } from './Tip.tsx';

interface TileProps {
  title: string;
  value?: string | undefined;
  /** Why there is no value: shown in its place. */
  unknown?: string | undefined;
  /** Every digit, in the title. */
  exact?: string | undefined;
  /** n, the source, what it is not: under the value. */
  note?: ComponentChildren;
  /** Takes two columns: for a range. */
  wide?: boolean;
  /** There is a value, but it stands on too little: greyed, the note says why. */
  weak?: boolean;
  /** What the number means, on hover and focus. */
  definition?: string | undefined;
}

/** One number with its name, and everything that keeps it honest. */
export function Tile({
  title,
  value,
  unknown = t('unknown'),
  exact,
  note,
  weak,
  wide,
  definition,
}: TileProps) {
  const state = value === undefined ? 'unknown' : weak ? 'weak' : '';
  // Breaks between the ends of a range only; what does not fit its tile is written smaller.
  const ends = value?.split(' – ').map((end) => end.replaceAll(' ', '\u00a0')) ?? [];
  const longest = Math.max(1, ...ends.map(({ length }) => length));
  return (
    <div class={wide ? 'tile wide' : 'tile'} role="group" aria-label={title}>
      <span class="tile-term">
        {title}
        {definition === undefined ? null : <Tip title={title} definition={definition} />}
      </span>
      <span class={`tile-value ${state}`} style={{ '--characters': longest }} title={exact}>
        {value === undefined ? unknown : ends.join(' – ')}
      </span>
      {note === undefined ? null : <span class="tile-note">{note}</span>}
    </div>
  );
}
