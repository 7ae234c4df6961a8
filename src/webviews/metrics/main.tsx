import '../language.ts';
import '../ui/styles/base.css';
import './metrics.css';
import './fleet.css';
import { connectHost } from '../host.ts';
import type { MetricsCalls, MetricsEvents } from '../protocol.ts';
import { commonOf } from '../ui/common.tsx';
import { mount, rootElement } from '../ui/mount.tsx';
import { Metrics } from './Metrics.tsx';
import type { MetricsView } from './windows.ts';

const root = rootElement();
const host = connectHost<MetricsCalls, MetricsEvents, MetricsView>(root);
mount(root, commonOf(host.rpc), host.pulse, <Metrics host={host} />);
