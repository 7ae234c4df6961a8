import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';

/**
 * Names a toolkit control for assistive technology. As an ordinary prop it does not last: on connecting, the
 * toolkit overwrites `aria-label` with the control's text content or with a word such as "Text field".
 */
export function useAriaLabel(label: string | undefined): RefObject<HTMLElement> {
  const ref = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (label !== undefined) ref.current?.setAttribute('aria-label', label);
  });
  return ref;
}
