/** The way through the wizard: which steps there are and what stands between them. Pure. */
import { t } from '@vscode/l10n';
import type { Check, DeploymentConfig, ModelVariant, Standing, WizardPlatform } from '../protocol.ts';
import type { Form, Problems } from './form.ts';
import type { Step } from './Stepper.tsx';

export type StepId = 'platform' | 'model' | 'config' | 'review';

export interface WizardView {
  step: StepId;
  /** What was typed and chosen, to the letter: the page is made anew each time it comes into view. */
  form: Form;
  /** It was sent: the panel shows what became of it. */
  sent: { name: string; edited: boolean };
}

export interface Situation {
  form: Form;
  platform: WizardPlatform | undefined;
  variant: ModelVariant | undefined;
  nameProblem: string | undefined;
  problems: Problems;
  /** Editing: what would change. */
  change: DeploymentConfig | undefined;
}

export function stepsOf(situation: Situation): (Step & { id: StepId })[] {
  const { form, platform, variant, change } = situation;
  const config = { id: 'config', title: t('Configuration') } as const;
  const review = { id: 'review', title: t('Review') } as const;
  if (change !== undefined) return [config, { ...review, blocked: blockReview(situation) }];
  const model = form.model === undefined ? undefined : [form.model.name, variant?.label];
  return [
    { id: 'platform', title: t('Platform'), summary: platform?.displayName },
    {
      id: 'model',
      title: t('Name and model'),
      summary: model?.filter(Boolean).join(', '),
      blocked: blockModel(situation),
    },
    { ...config, blocked: blockConfig(situation) },
    { ...review, blocked: blockReview(situation) },
  ];
}

function blockModel({ platform }: Situation): string | undefined {
  if (platform === undefined) return t('Choose a platform first.');
  return platform.connected ? undefined : t`Connect ${platform.displayName} first.`;
}

function blockConfig(situation: Situation): string | undefined {
  const { form, nameProblem } = situation;
  const before = blockModel(situation);
  if (before !== undefined) return before;
  if (form.model === undefined) return t('Choose a model first.');
  if (form.variant === undefined) return t('Choose how to run it first.');
  if (form.name.trim() === '') return t('Give it a name first.');
  return nameProblem === undefined ? undefined : t('Give it another name first.');
}

function blockReview(situation: Situation): string | undefined {
  const { problems, change, platform } = situation;
  if (change !== undefined) {
    if (platform?.connected === false) return t`Connect ${platform.displayName} first.`;
  } else {
    const before = blockConfig(situation);
    if (before !== undefined) return before;
  }
  if (Object.keys(problems).length > 0) return t('Correct the marked settings first.');
  const unchanged = change !== undefined && Object.keys(change).length === 0;
  return unchanged ? t('Nothing has been changed yet.') : undefined;
}

/** Where to go to correct what a check is about. */
export function stepOfField(field: NonNullable<Check['field']>): StepId {
  return field === 'name' || field === 'model' || field === 'variant' ? 'model' : 'config';
}

/** What can be used now, then what can be connected. */
export function inOrder(platforms: readonly WizardPlatform[]): WizardPlatform[] {
  return platforms.toSorted((a, b) => Number(b.connected) - Number(a.connected));
}

/** Whether what is known of a deployment on the platform still holds. */
export function standingOf(platform: WizardPlatform | undefined): Standing {
  if (platform === undefined) return { state: 'good' };
  const named = { platform: platform.id, platformName: platform.displayName };
  if (!platform.connected) return { state: 'disconnected', ...named };
  return platform.problem?.code === 'unauthorized' ? { state: 'refused', ...named } : { state: 'good' };
}
