import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formatsModule from 'ajv-formats';
import { allowNulls, closed, type Document, mapSchemas, type Schema } from './document.ts';

/** Problems in the reader's words; empty when all is well; `no-spec` when the document is not at hand. */
export type Verdict = string[] | 'no-spec';

export interface Checker {
  readonly document: Document;
  readonly validate: (schema: Schema, value: unknown) => string[];
}

/** A document amended by what newer sources add, with closed objects. */
export function makeChecker(raw: Document, amend: (document: Document) => void): Checker {
  amend(raw);
  const document = mapSchemas(mapSchemas(raw, allowNulls), closed) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, logger: false });
  // The package's default export is a function under one module system and a namespace under the other.
  const addFormats = formatsModule as unknown as (instance: Ajv2020) => void;
  addFormats(ajv);
  ajv.addSchema({ ...document, $id: 'oas' });
  const compiled = new Map<Schema, ValidateFunction>();
  return {
    document,
    validate: (schema, value) => {
      const known = compiled.get(schema);
      const check = known ?? ajv.compile(absolute(schema));
      if (!known) compiled.set(schema, check);
      if (check(value)) return [];
      return (check.errors ?? []).map(({ instancePath, message = '', params }) => {
        const detail = JSON.stringify(params);
        return `${instancePath || '/'} ${message} ${detail}`;
      });
    },
  };
}

const absolute = (schema: Schema): Schema =>
  mapSchemas(schema, (part) =>
    typeof part['$ref'] === 'string' ? { ...part, $ref: part['$ref'].replace(/^#/, 'oas#') } : part,
  ) as Schema;
