import { render, type ComponentChildren } from 'preact';
import { CommonContext, type Common } from './common.tsx';

/** Puts a panel into the page. */
export function mount(root: HTMLElement, common: Common, panel: ComponentChildren): void {
  root.replaceChildren();
  render(<CommonContext.Provider value={common}>{panel}</CommonContext.Provider>, root);
}

export function rootElement(): HTMLElement {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no #root.');
  return root;
}
