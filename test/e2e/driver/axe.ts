import axe, { type Result } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

export interface Violation {
  id: string;
  impact: 'minor' | 'moderate' | 'serious' | 'critical';
  help: string;
  nodes: string[];
}

/** Accessibility violations in one document, worst first. Evaluating is not stopped by the page's CSP. */
export async function accessibility(target: Page | Frame): Promise<Violation[]> {
  await target.evaluate(axe.source);
  const found = await target.evaluate(async () => {
    const { axe: here } = globalThis as unknown as { axe: typeof axe };
    // A webview is transparent over the editor; axe would take what is behind it for white.
    const { style } = document.documentElement;
    const before = style.background;
    if (before === '') style.background = 'var(--vscode-editor-background)';
    try {
      return (await here.run(document, { resultTypes: ['violations'], iframes: false })).violations;
    } finally {
      style.background = before;
    }
  });
  return found.map(toViolation).sort((a, b) => order.indexOf(b.impact) - order.indexOf(a.impact));
}

/** Only what must not be there: a test asserts that this is empty. */
export const grave = (violations: readonly Violation[]): Violation[] =>
  violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');

const order = ['minor', 'moderate', 'serious', 'critical'];

const toViolation = ({ id, impact, help, nodes }: Result): Violation => ({
  id,
  impact: impact ?? 'serious', // axe could not judge: look at it
  help,
  nodes: nodes.map((node) => `${node.html} — ${node.failureSummary ?? ''}`),
});
