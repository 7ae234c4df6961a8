import type { Frame } from 'playwright-core';

/** The panel Metrics, of one deployment or of all. */
export class MetricsPage {
  readonly frame: Frame;

  constructor(frame: Frame) {
    this.frame = frame;
  }

  tile(title: string) {
    return this.frame.locator(`.tile[aria-label="${title}"]`).first();
  }

  /** Everything that a tile says: its name, its value, its notes. */
  async text(title: string): Promise<string> {
    return await this.tile(title).innerText();
  }

  /** Waits until the tile has this value. */
  async shows(title: string, value: string): Promise<void> {
    await this.tile(title)
      .locator('.tile-value', { hasText: new RegExp(`^${value}$`) })
      .waitFor();
  }

  /** Dollars, of the first sum in the tile. */
  async money(title: string): Promise<number> {
    const text = await this.text(title);
    return Number(/\$([\d,.]+)/.exec(text)?.[1]?.replaceAll(',', ''));
  }

  /** Nano-dollars of the first sum in the tile, as its title tells every digit. */
  async exact(title: string): Promise<number> {
    const text = (await this.tile(title).locator('.tile-value').getAttribute('title')) ?? '';
    const [, dollars = '', fraction = ''] = /^\$([\d,]+)\.(\d+)$/.exec(text) ?? [];
    return Number(dollars.replaceAll(',', '') || NaN) * 1e9 + Number(fraction.padEnd(9, '0'));
  }

  /** Dollars from and to, as the tile shows them; one amount is both. */
  async range(title: string): Promise<{ low: number; high: number }> {
    const amounts = [...(await this.text(title)).matchAll(/\$([\d,.]+)/g)].map(([, text = '']) =>
      Number(text.replaceAll(',', '')),
    );
    const [low = NaN, high = low] = amounts;
    return { low, high };
  }

  async window(label: string): Promise<void> {
    await this.frame.getByRole('radio', { name: label }).click();
  }

  async refresh(): Promise<void> {
    await this.frame.getByRole('button', { name: 'Refresh now' }).click();
  }
}
