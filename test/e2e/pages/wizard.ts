import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { settled } from '../settled.ts';

/** The panel New Deployment, as a person goes through it. */
export class WizardPage {
  readonly frame: Frame;

  constructor(frame: Frame) {
    this.frame = frame;
  }

  async next(step: 'Name and model' | 'Configuration' | 'Review'): Promise<void> {
    await this.frame.getByRole('button', { name: `Next: ${step}` }).click();
    await this.frame.locator(`#step-heading:text-is("${step}")`).waitFor({ state: 'attached' });
  }

  async choosePlatform(name: string): Promise<void> {
    await this.frame.getByRole('radio', { name }).check();
  }

  /** Searches, chooses the model, then the way to run it. */
  async chooseModel(search: string, model: string, variant: RegExp): Promise<void> {
    await this.frame.locator('#model-search input').fill(search);
    await this.frame.getByRole('option', { name: model }).first().click();
    await this.frame.getByRole('radio', { name: variant }).first().check();
  }

  /** Over the suggestion, which comes a moment after the model was chosen and may come between two keys. */
  async name(name: string): Promise<void> {
    await settled(async () => assert.notEqual(await this.frame.locator('#name input').inputValue(), ''));
    await this.fill('name', name);
  }

  /** A field by its key in the configuration. */
  async fill(key: string, text: string): Promise<void> {
    await this.frame.locator(`#${key} input`).fill(text);
  }

  /** What the bar at the bottom says it will cost. */
  async price(): Promise<string> {
    return await this.frame.locator('.price-bar').innerText();
  }

  async send(): Promise<void> {
    await this.frame.getByRole('button', { name: /^(Deploy|Apply)/ }).click();
  }

  /** The heading of what became of it. */
  outcome(text: RegExp) {
    return this.frame.getByRole('heading', { name: text });
  }
}
