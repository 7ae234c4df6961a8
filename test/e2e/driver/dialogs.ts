import type { Locator, Page } from 'playwright-core';

type Text = string | RegExp;

/** QuickPick and InputBox: both are the one widget at the top of the window. */
export class QuickInput {
  readonly #widget: Locator;
  readonly input: Locator;
  readonly #password: Locator;
  /** The validation message or prompt under the input. */
  readonly message: Locator;
  readonly title: Locator;

  constructor(page: Page) {
    this.#widget = page.locator('.quick-input-widget');
    this.input = this.#widget.locator('.quick-input-box input');
    this.#password = this.#widget.locator('.quick-input-box input[type=password]');
    this.message = this.#widget.locator('#quickInput_message');
    this.title = this.#widget.locator('.quick-input-title');
  }

  items(): Locator {
    return this.#widget.getByRole('option');
  }

  /** Waits until the widget asks for something; `title` or `prompt` tell one step from the next. */
  async asks(text?: Text): Promise<void> {
    const widget = text === undefined ? this.#widget : this.#widget.filter({ hasText: text });
    await widget.waitFor();
  }

  async type(text: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
  }

  /** Types into an InputBox and accepts it. A password box shows dots; that it does is checked. */
  async answer(text: string, { secret = false } = {}): Promise<void> {
    // Before it is typed: on a busy machine the list that led here may still be the one that is open.
    if (secret) await this.#password.waitFor();
    await this.type(text);
    await this.accept();
  }

  async pick(item: Text): Promise<void> {
    await this.items().filter({ hasText: item }).first().click();
  }

  accept(): Promise<void> {
    return this.input.press('Enter');
  }

  async dismiss(): Promise<void> {
    await this.input.press('Escape');
    await this.closed();
  }

  closed(): Promise<void> {
    return this.#widget.waitFor({ state: 'hidden' });
  }
}

/** A modal message: waits for it, answers it, and says what it said. */
export class ModalDialog {
  readonly box: Locator;

  constructor(page: Page) {
    this.box = page.locator('.monaco-dialog-box');
  }

  async text(): Promise<string> {
    return (await this.box.locator('.dialog-message-container').innerText()).trim();
  }

  async choose(button: Text): Promise<string> {
    const said = await this.text();
    await this.box.getByRole('button', { name: button }).click();
    await this.box.waitFor({ state: 'hidden' });
    return said;
  }
}

/** The messages at the lower right. */
export class Notifications {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  all(text?: Text): Locator {
    const toasts = this.#page.locator('.notifications-toasts .notification-list-item');
    return text === undefined ? toasts : toasts.filter({ hasText: text });
  }

  async choose(text: Text, button: Text): Promise<void> {
    await this.all(text).getByRole('button', { name: button }).click();
  }
}
