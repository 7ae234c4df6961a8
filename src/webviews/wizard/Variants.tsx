import { t } from '@vscode/l10n';
import { perHour, plural } from '../shared/format.ts';
import { otherPrice, priceSource } from '../shared/prices.ts';
import type { ConfigField, HourlyPrice, InstanceType, ModelVariant, RegionHeadroom } from '../protocol.ts';
import { useNow } from '../ui/hooks.ts';
import type { Resource } from '../ui/useResource.ts';
import { choosesHardware, fieldsOf } from './form.ts';

interface VariantsProps {
  platformName: string;
  fields: readonly ConfigField[];
  variants: readonly ModelVariant[];
  hardware: Resource<InstanceType[]>;
  selected: string | undefined;
  onSelect: (id: string) => void;
}

export function Variants(props: VariantsProps) {
  const { variants, hardware, selected, onSelect, platformName, fields } = props;
  return (
    <fieldset class="stack-small">
      <legend class="field-label">{t('How to run it')}</legend>
      {variants.map((variant) => (
        <label key={variant.id} class={`card choice variant ${variant.id === selected ? 'selected' : ''}`}>
          <input
            type="radio"
            name="variant"
            checked={variant.id === selected}
            onChange={() => onSelect(variant.id)}
          />
          <span class="variant-words">
            <span class="choice-title">{variant.label}</span>
            {variant.details.length === 0 ? null : (
              <span class="quiet small">{variant.details.join(' · ')}</span>
            )}
            {/* Else it is a choice of its own, in the next step. */}
            {variant.instanceType === undefined && choosesHardware(fieldsOf(fields, variant.id)) ? null : (
              <VariantHardware
                variant={variant}
                hardware={hardware}
                platformName={platformName}
                unset={
                  choosesHardware(fields)
                    ? t`${platformName} chooses the hardware`
                    : t('Hardware not reported')
                }
              />
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface VariantHardwareProps {
  variant: ModelVariant;
  hardware: Resource<InstanceType[]>;
  platformName: string;
  /** What is said where the variant names none. */
  unset: string;
}

function VariantHardware({ variant, hardware, platformName, unset }: VariantHardwareProps) {
  const now = useNow();
  if (variant.instanceType === undefined) return <span class="quiet small">{unset}</span>;
  const instance = hardware.value?.find(({ id }) => id === variant.instanceType);
  if (instance === undefined) {
    const why = hardware.loading
      ? t('reading its price…')
      : t`price unknown: ${hardware.error?.message ?? t('the platform does not list this hardware')}`;
    return (
      <span class="quiet small">
        {variant.instanceType} · {why}
      </span>
    );
  }
  return (
    <>
      <span class="variant-price">
        <span>{instance.label}</span>
        {instance.price === undefined ? (
          <span class="quiet">
            {t('price unknown:')} {platformName} {t('gives none')}
          </span>
        ) : (
          <span class="number" title={aboutPrice(instance.price, platformName, now)}>
            {perHour(instance.price.perReplicaHour)} {t('per replica')}
          </span>
        )}
      </span>
      {instance.regions.length === 0 ? null : (
        <span class="quiet small">
          {t('Room now:')} {instance.regions.map(headroom).join(', ')}
        </span>
      )}
    </>
  );
}

function headroom({ name, replicas, atLeast }: RegionHeadroom): string {
  if (replicas === undefined) return t`${name} unknown`;
  return `${name} ${atLeast ? t`${replicas}+ replicas` : plural(replicas, 'replica')}`;
}

function aboutPrice({ source, other }: HourlyPrice, platformName: string, now: number): string {
  return [priceSource(source, platformName, now), otherPrice(other, platformName, now)]
    .filter(Boolean)
    .join('. ');
}
