import '../language.ts';
import '../ui/styles/base.css';
import './tester.css';
import { connectHost } from '../host.ts';
import type { TesterCalls, TesterEvents } from '../protocol.ts';
import { commonOf } from '../ui/common.tsx';
import { mount, rootElement } from '../ui/mount.tsx';
import { Tester } from './Tester.tsx';
import type { TesterView } from './view.ts';

const root = rootElement();
const host = connectHost<TesterCalls, TesterEvents, TesterView>(root);
mount(root, commonOf(host.rpc), host.pulse, <Tester host={host} />);
