import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Moves the focus to the heading of what has just been opened, or to the field that the person went there for, so that nobody is left on a vanished button. With
 * the change itself: on a busy machine a later moment takes the focus from what the person has gone on to.
 */
export function useFocusOnChange(what: string, field?: string): void {
  const beforeRef = useRef(what);
  useLayoutEffect(() => {
    if (beforeRef.current === what) return;
    beforeRef.current = what;
    document.getElementById('step-heading')?.focus();
    window.scrollTo({ top: 0 });
    const asked = field === undefined ? null : document.getElementById(field);
    asked?.focus();
    asked?.scrollIntoView({ block: 'center' });
  }, [what, field]);
}
