import type { Frame } from 'playwright-core';

/** The panel Endpoint Tester. */
export class TesterPage {
  readonly frame: Frame;

  constructor(frame: Frame) {
    this.frame = frame;
  }

  async send(prompt: string): Promise<void> {
    await this.frame.locator('#prompt textarea').fill(prompt);
    await this.frame.getByRole('button', { name: 'Send', exact: true }).click();
  }

  /** Sends it and waits for the end of the answer. */
  async test(prompt: string): Promise<void> {
    await this.send(prompt);
    await this.history().first().filter({ hasText: prompt }).filter({ hasText: 'Succeeded' }).waitFor();
    await this.frame.getByText(/finish reason/).waitFor();
  }

  /** A tile's whole text, e.g. "Tokens out\n42". */
  tile(title: string) {
    return this.frame.getByRole('group', { name: title, exact: true });
  }

  /** The number of a tile. */
  async number(title: string): Promise<number> {
    const text = await this.tile(title).innerText();
    const found = /\n\s*([\d,.]+)/.exec(text)?.[1];
    if (found === undefined) throw new Error(`The tile "${title}" has no number: ${text}`);
    return Number(found.replaceAll(',', ''));
  }

  history() {
    return this.frame.locator('section[aria-label="History"] li');
  }
}
