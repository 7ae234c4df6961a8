import { t } from '@vscode/l10n';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type {
  DeploymentConfig,
  DeploymentSpec,
  DeploymentView,
  InstanceType,
  ModelChoice,
  PlatformId,
  WizardPlatform,
  WizardState,
} from '../protocol.ts';
import { useDebounced } from '../ui/hooks.ts';
import { useResource } from '../ui/useResource.ts';
import type { WizardRpc } from './drafts.ts';
import {
  choosesHardware,
  defaultInputs,
  emptyForm,
  fieldsOf,
  formOf,
  inputsOf,
  wayOf,
  withOtherDefaults,
  type Form,
  type Inputs,
} from './form.ts';
import { changeOf, readInputs } from './read.ts';
import type { Situation } from './steps.ts';

/** The form and everything that follows from it. `kept` is the form of before this page was made anew. */
export function useWizard(
  rpc: WizardRpc,
  { mode, platforms: first, takenNames }: WizardState,
  kept: Form | undefined,
) {
  const editing = mode.kind === 'edit' ? mode.deployment : undefined;
  const [platforms, setPlatforms] = useState(first);
  const [form, setForm] = useState(() => restored(initialForm(mode, first), kept));
  useEffect(
    () =>
      rpc.on('platforms', (now) => {
        setPlatforms(now);
        // One that has just been connected is chosen where there was nothing to choose from before.
        setForm((before) => (before.platform === undefined ? initialForm(mode, now) : before));
      }),
    [rpc, mode],
  );

  const platform = platforms.find(({ id }) => id === form.platform);
  const asked = platform?.connected === true ? platform.id : undefined;
  const hardware = useResource(asked, (signal) =>
    asked === undefined ? Promise.resolve([]) : rpc.call('hardware', { platform: asked }, { signal }),
  );
  const { model } = form;
  const variants = useResource(
    asked === undefined || model === undefined || editing !== undefined ? undefined : `${asked} ${model.id}`,
    (signal) =>
      asked === undefined || model === undefined
        ? Promise.resolve([])
        : rpc.call('variants', { platform: asked, model }, { signal }),
  );
  // The only way to run a model needs no choosing, and where there are several one may be the usual one.
  const usual = variants.value?.find(({ preferred }) => preferred) ?? onlyOne(variants.value);
  const variant = variants.value?.find(({ id }) => id === form.variant) ?? usual;
  const variantId = form.variant ?? usual?.id;
  const fields = useMemo(() => fieldsOf(platform?.fields ?? [], variantId), [platform, variantId]);

  const { config, problems } = useMemo(
    () => readInputs(form.inputs, fields, { editing: editing !== undefined }),
    [form.inputs, fields, editing],
  );
  const before = editing === undefined ? undefined : configOf(editing);
  const change = before === undefined ? undefined : changeOf(before, config, fields);
  const nameProblem = useNameProblem(rpc, form, takenNames, mode);

  const spec = useMemo((): DeploymentSpec | undefined => {
    if (model === undefined) return undefined;
    const { id, name, kind, base } = model;
    const ref = { id, name, kind, ...(base === undefined ? {} : { base }) };
    const chosen = variantId === undefined ? {} : { variant: variantId };
    return { name: form.name.trim(), model: ref, ...chosen, config };
  }, [model, form.name, variantId, config]);

  const choosePlatform = (id: PlatformId): void => {
    if (id === form.platform) return;
    const chosen = platforms.find((one) => one.id === id);
    setForm({ ...emptyForm, platform: id, inputs: defaultInputs(chosen?.fields ?? []) });
  };

  const chooseModel = (chosen: ModelChoice): void => {
    setForm(({ variant: _, ...before }) => ({ ...before, model: chosen }));
    if (form.platform === undefined) return;
    rpc.call('suggestName', { platform: form.platform, model: chosen.name }).then(
      (name) => setForm((now) => (now.nameTyped || now.model?.id !== chosen.id ? now : { ...now, name })),
      () => undefined, // Without a suggestion the person names it.
    );
  };

  const untouched = useMemo(() => readInputs(defaultInputs(fields), fields).config, [fields]);
  const touched = form.nameTyped || JSON.stringify(config) !== JSON.stringify(untouched);

  const instanceId = variant?.instanceType ?? config.instanceType ?? editing?.instanceType?.id;
  const instance = hardware.value?.find(({ id }) => id === instanceId);
  const complete: Form = variantId === undefined ? form : { ...form, variant: variantId };
  const situation: Situation = { form: complete, platform, variant, nameProblem, problems, change };
  return {
    platforms,
    situation,
    fields,
    config,
    spec,
    /** Something was typed or set: more than a choice that is made again in a moment. */
    touched,
    editing,
    before,
    hardware,
    variants,
    price: instance?.price ?? editing?.price,
    priceUnknown:
      instanceId === undefined && model !== undefined && variantId !== undefined
        ? choosesHardware(fields)
          ? t('Choose the hardware to see the price.')
          : t`Unknown: ${platform?.displayName ?? t('the platform')} chooses the hardware.`
        : priceUnknown(instanceId, instance, hardware.loading),
    choosePlatform,
    chooseModel,
    change: (part: Partial<Form>) => setForm((before) => ({ ...before, ...part })),
    setInputs: (inputs: Inputs) => setForm((before) => ({ ...before, inputs })),
  };
}

const onlyOne = <T>(items: readonly T[] | undefined): T | undefined =>
  items?.length === 1 ? items[0] : undefined;

export type WizardModel = ReturnType<typeof useWizard>;

/** What the platform has, and what Slipway keeps for it because the platform does not. */
function configOf({ config, notes }: DeploymentView): DeploymentConfig {
  return { ...config, ...notes };
}

function initialForm(mode: WizardState['mode'], platforms: readonly WizardPlatform[]): Form {
  if (mode.kind === 'edit') {
    const { platform, model, name, config } = mode.deployment;
    const variant = wayOf(config);
    const inputs = inputsOf(configOf(mode.deployment));
    return { platform, model, name, nameTyped: true, inputs, ...(variant === undefined ? {} : { variant }) };
  }
  if (mode.draft !== undefined) {
    const { platform, spec } = mode.draft;
    const fields = platforms.find(({ id }) => id === platform)?.fields ?? [];
    return withOtherDefaults(formOf(platform, spec), fields);
  }
  const ready = platforms.filter(({ connected }) => connected);
  const [single] = ready;
  if (ready.length !== 1 || single === undefined) return emptyForm;
  return { ...emptyForm, platform: single.id, inputs: defaultInputs(single.fields) };
}

/** Values of environment variables may be secrets: they are in the draft, and not in what a page keeps. */
export function keepable(form: Form): Form {
  return { ...form, inputs: { ...form.inputs, environment: [] } };
}

function restored(initial: Form, kept: Form | undefined): Form {
  if (kept === undefined) return initial;
  // What was kept by an earlier version has not all that there is now.
  return {
    ...kept,
    inputs: { ...emptyForm.inputs, ...kept.inputs, environment: initial.inputs.environment },
  };
}

function priceUnknown(id: string | undefined, instance: InstanceType | undefined, loading: boolean): string {
  if (id === undefined) return t('Choose a model and how to run it to see the price.');
  if (instance === undefined)
    return loading
      ? t('Reading the platform’s prices…')
      : t`Unknown: ${id} is not in the platform’s price list.`;
  return t('Unknown: the platform gives no price for this hardware.');
}

function useNameProblem(
  rpc: WizardRpc,
  { platform, name, nameTyped }: Form,
  takenNames: WizardState['takenNames'],
  mode: WizardState['mode'],
): string | undefined {
  const trimmed = name.trim();
  const settled = useDebounced(trimmed, 200);
  const own = mode.kind === 'edit' ? mode.deployment.name : mode.draft?.spec.name;
  const checked = useResource(
    platform === undefined || settled === '' || mode.kind === 'edit' ? undefined : `${platform} ${settled}`,
    (signal) =>
      platform === undefined
        ? Promise.resolve(undefined)
        : rpc.call('checkName', { platform, name: settled }, { signal }),
    { keep: true },
  );
  if (platform === undefined || mode.kind === 'edit') return undefined;
  if (trimmed === '') return nameTyped ? t('It needs a name.') : undefined;
  if (trimmed !== own && takenNames[platform]?.includes(trimmed)) {
    return t('Another deployment has this name already.');
  }
  return checked.value;
}
