import { render, type ComponentChildren } from 'preact';
import type { Pulse } from '../pulse.ts';
import { CommonContext, type Common } from './common.tsx';
import { Unanswered } from './Unanswered.tsx';

/** Puts a panel into the page. */
export function mount(root: HTMLElement, common: Common, pulse: Pulse, panel: ComponentChildren): void {
  root.replaceChildren();
  render(
    <CommonContext.Provider value={common}>
      <Unanswered pulse={pulse} />
      {panel}
    </CommonContext.Provider>,
    root,
  );
}

export function rootElement(): HTMLElement {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no #root.');
  return root;
}
