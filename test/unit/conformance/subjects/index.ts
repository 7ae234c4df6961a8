import type { Subject } from '../stage.ts';
import { lorax } from './lorax.ts';
import { predibase } from './predibase.ts';
import { modalApp } from './modal-app.ts';
import { modalEndpoint } from './modal-endpoint.ts';
import { replicate } from './replicate.ts';
import { together } from './together.ts';

/** Every connection that Slipway makes. A new connector is one line here and one file beside. */
export const subjects: Subject[] = [together, replicate, predibase, lorax, modalEndpoint, modalApp];
