import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { TextField } from '../ui/TextField.tsx';
import { largestFile } from './limits.ts';
import { bytesInWords, dataUriOf } from './media.ts';

interface FileInputProps {
  id: string;
  label: string;
  value: string;
  onInput: (value: string) => void;
  accept: string | undefined;
  placeholder: string;
  required?: boolean;
  help?: ComponentChildren;
  error?: string | undefined;
  /** Without a visible label: in a list. */
  bare?: boolean;
}

/** The address of a file on the web, or a small file of this machine, which then travels in the request. */
export function FileInput({ accept, ...props }: FileInputProps) {
  const { id, label, value, onInput, bare = false } = props;
  const pickerRef = useRef<HTMLInputElement>(null);
  const [name, setName] = useState<string>();
  const [refused, setRefused] = useState<string>();
  const data = dataUriOf(value);

  const take = (file: File | undefined): void => {
    if (file === undefined) return;
    const tooLarge = file.size > largestFile;
    setRefused(tooLarge ? tooLargeFor(file) : undefined);
    if (tooLarge) return;
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      setName(file.name);
      if (typeof reader.result === 'string') onInput(reader.result);
    });
    reader.addEventListener('error', () => setRefused(t`${file.name} could not be read.`));
    reader.readAsDataURL(file);
  };

  const error = refused ?? props.error;
  const control = (
    <div class="file-input">
      {data === undefined ? (
        <TextField
          {...{ id, label, value, bare: true, error, placeholder: props.placeholder }}
          onInput={(text) => {
            setRefused(undefined);
            onInput(text);
          }}
        />
      ) : (
        <output id={id} class="chosen-file">
          {name ?? t('A file')}{' '}
          <span class="quiet">{[data.mediaType, bytesInWords(data.bytes)].join(', ')}</span>
        </output>
      )}
      <input
        ref={pickerRef}
        type="file"
        hidden
        accept={accept}
        onChange={({ currentTarget }) => {
          take(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
      <Button icon="file" onClick={() => pickerRef.current?.click()} title={t`Choose a file for ${label}`}>
        {data === undefined ? t('Choose…') : t('Replace…')}
      </Button>
    </div>
  );
  if (bare) return control;
  return (
    <Field label={label} for={id} error={error} help={props.help} required={props.required ?? false}>
      {control}
    </Field>
  );
}

function tooLargeFor({ name, size }: File): string {
  const limit = bytesInWords(largestFile);
  return t`${name} has ${bytesInWords(size)}; a request takes ${limit} at most. Put it on the web and give its address.`;
}
