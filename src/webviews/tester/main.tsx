import '../ui/styles/base.css';
import './tester.css';
import { connectHost } from '../host.ts';
import type { TesterCalls, TesterEvents } from '../protocol.ts';
import { commonOf } from '../ui/common.tsx';
import { mount, rootElement } from '../ui/mount.tsx';
import type { Form } from './form.ts';
import { Tester } from './Tester.tsx';

const root = rootElement();
const host = connectHost<TesterCalls, TesterEvents, Form>(root);
mount(root, commonOf(host.rpc), <Tester host={host} />);
