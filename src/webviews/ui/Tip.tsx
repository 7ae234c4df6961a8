import { t } from '@vscode/l10n';
import type { TargetedKeyboardEvent } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './marks.tsx';

/** What a number means, on hover and focus. */
export function Tip({ title, definition }: { title: string; definition: string }) {
  const tip = useId();
  return (
    <>
      <button
        type="button"
        class="tip-button"
        aria-label={t`What “${title}” means`}
        aria-describedby={tip}
        {...tipped}
      >
        <Icon name="info" />
      </button>
      <span role="tooltip" id={tip} class="tip">
        {definition}
      </span>
    </>
  );
}

/** For the control in front of a `.tip`: shows it on hover and focus, Escape puts it away. */
export const tipped = {
  onPointerEnter: place,
  onFocus: place,
  onKeyDown: ({ key, currentTarget }: TargetedKeyboardEvent<HTMLElement>): void => {
    if (key === 'Escape') hide(currentTarget, true);
  },
};

function hide(control: HTMLElement, hidden: boolean): void {
  control.nextElementSibling?.classList.toggle('put-away', hidden);
}

/** Beside its button, and never over the edge of the panel. */
function place({ currentTarget }: { currentTarget: HTMLElement }): void {
  const tip = currentTarget.nextElementSibling;
  if (!(tip instanceof HTMLElement)) return;
  hide(currentTarget, false);
  const anchor = currentTarget.getBoundingClientRect();
  const left = Math.min(anchor.left, window.innerWidth - tip.offsetWidth - 8);
  const below = anchor.bottom + 6;
  const fits = below + tip.offsetHeight < window.innerHeight;
  tip.style.left = `${String(Math.max(8, left))}px`;
  tip.style.top = `${String(fits ? below : anchor.top - tip.offsetHeight - 6)}px`;
}
