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
}
