import '../language.ts';
import '../ui/styles/base.css';
import './wizard.css';
import { connectHost } from '../host.ts';
import type { WizardCalls, WizardEvents } from '../protocol.ts';
import { commonOf } from '../ui/common.tsx';
import { mount, rootElement } from '../ui/mount.tsx';
import { Wizard } from './Wizard.tsx';
import type { WizardView } from './steps.ts';

const root = rootElement();
const host = connectHost<WizardCalls, WizardEvents, WizardView>(root);
mount(root, commonOf(host.rpc), host.pulse, <Wizard host={host} />);
