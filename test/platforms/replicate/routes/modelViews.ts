import { isoUs } from '../ids.ts';
import type { Json, Model, Version } from '../types.ts';

export const versionView = ({ id, createdUs, cogVersion, schema }: Version): Json => ({
  id,
  created_at: isoUs(createdUs),
  cog_version: cogVersion,
  openapi_schema: schema,
});

/** `slim`: as search answers it, with an empty schema. */
export function modelView(model: Model, slim?: 'slim'): Json {
  const { owner, name, details, versions } = model;
  const [latest] = versions;
  return {
    url: `https://replicate.com/${owner}/${name}`,
    owner,
    name,
    description: details.description,
    visibility: model.visibility,
    is_official: model.official,
    github_url: details.github_url,
    paper_url: details.paper_url,
    license_url: details.license_url,
    run_count: model.runCount,
    cover_image_url: details.cover_image_url,
    default_example: exampleOf(model),
    latest_version: latest ? { ...versionView(latest), ...(slim ? { openapi_schema: {} } : {}) } : null,
    created_at: isoUs(model.createdUs),
  };
}

/** A prediction somebody liked; it never expires. */
export function exampleOf(model: Model): Json | null {
  const version = model.versions[0];
  if (!model.exampleInput || !version) return null;
  const id = `ex${version.id.slice(0, 24)}`;
  const get = `https://api.replicate.com/v1/predictions/${id}`;
  return {
    id,
    model: `${model.owner}/${model.name}`,
    version: model.official ? 'hidden' : version.id,
    input: model.exampleInput,
    output:
      version.behaviour === 'text'
        ? ['An ', 'example', '.']
        : ['https://replicate.delivery/pbxt/example/out-0.png'],
    logs: '',
    error: null,
    data_removed: false,
    status: 'succeeded',
    source: 'web',
    created_at: isoUs(version.createdUs + 60_000_000),
    started_at: isoUs(version.createdUs + 61_000_000),
    completed_at: isoUs(version.createdUs + 63_000_000),
    metrics: { predict_time: 2, total_time: 3 },
    urls: { get, cancel: `${get}/cancel`, web: `https://replicate.com/p/${id}` },
  };
}
