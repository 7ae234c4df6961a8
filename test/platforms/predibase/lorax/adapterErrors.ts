import { generationError, type LoraxError } from './errors.ts';

const download = (text: string): LoraxError => generationError(text, 'download_adapter');
const load = (text: string): LoraxError => generationError(text, 'load_adapter');

/** LoRAX `server/lorax_server/utils`: texts a client explains by their parts. */
export const adapterErrors = {
  invalidSource: (source: string, id: string) =>
    download(`Invalid source '${source}' when downloading adapter '${id}'`),
  noConfig: () => download('No valid adapter config file found: tried None and None'),
  noWeights: (id: string) => download(`No local weights found in ${id} with extension .bin`),
  unauthorized: (id: string) =>
    download(`401 Client Error: Unauthorized for url: https://huggingface.co/api/models/${id}`),
  tokenNeeded: () => download('api_token must be provided when loading from Predibase'),
  tokenNeededToLoad: () => load('api_token must be provided when loading from Predibase'),
  modelId: (id: string) => download(`Invalid model id ${id} - must be both model_id and version`),
  notReady: (id: string, status: string) =>
    download(`Adapter ${id} is not ready for use. Current status: ${status}`),
  notYet: (id: string) => download(`Adapter ${id} is not yet available`),
  unknownRepo: (id: string) => download(`404 Client Error: Not Found for adapter ${id}`),
  incompatible: (id: string, model: string, theirs: string, ours: string) =>
    load(
      `Adapter '${id}' is not compatible with model '${model}'. Architectures differ: ${theirs} != ${ours}. Use --model-id '${theirs}' instead.`,
    ),
  tooLarge: (id: string) =>
    load(
      `Adapter '${id}' (2415919104 bytes) is larger than adapter memory reservation (1610612736 bytes). Try increasing the adapter memory fraction.`,
    ),
  noMemory: () => load('Memory reserved for adapters is 0. Please set a memory reservation for adapters.'),
  noAdapters: () => load('This model does not support adapter loading.'),
  staticOnly: (id: string) =>
    load(
      `This model does not support dynamic adapter loading. Please initialize a new model instance from the base model and remove the adapter. Requested adapter: ${id}`,
    ),
  scripted: (text: string) => load(text),
  mergedBase: () => load('Base model adapter cannot be merged.'),
} as const;
