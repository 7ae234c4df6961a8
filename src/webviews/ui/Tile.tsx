import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './marks.tsx';

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
export function Tile({ title, value, unknown = 'unknown', exact, note, weak, wide, definition }: TileProps) {
  const tip = useId();
  return (
    <div class={wide ? 'tile wide' : 'tile'} role="group" aria-label={title}>
      <span class="tile-term">
        {title}
        {definition === undefined ? null : (
          <>
            <button
              type="button"
              class="tip-button"
              aria-label={`What “${title}” means`}
              aria-describedby={tip}
              onPointerEnter={place}
              onFocus={place}
              onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
            >
              <Icon name="info" />
            </button>
            <span role="tooltip" id={tip} class="tip">
              {definition}
            </span>
          </>
        )}
      </span>
      <span class={`tile-value ${value === undefined ? 'unknown' : weak ? 'weak' : ''}`} title={exact}>
        {value ?? unknown}
      </span>
      {note === undefined ? null : <span class="tile-note">{note}</span>}
    </div>
  );
}

/** Beside its button, and never over the edge of the panel. */
function place({ currentTarget }: { currentTarget: HTMLElement }): void {
  const tip = currentTarget.nextElementSibling;
  if (!(tip instanceof HTMLElement)) return;
  const anchor = currentTarget.getBoundingClientRect();
  const left = Math.min(anchor.left, window.innerWidth - tip.offsetWidth - 8);
  const below = anchor.bottom + 6;
  const fits = below + tip.offsetHeight < window.innerHeight;
  tip.style.left = `${String(Math.max(8, left))}px`;
  tip.style.top = `${String(fits ? below : anchor.top - tip.offsetHeight - 6)}px`;
}
