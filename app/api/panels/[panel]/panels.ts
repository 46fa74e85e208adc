/** Every panel that can be exported: its id in the address, and the rows that it shows, made by the panel's own query and preparer. One line a panel. */
import { rows as classes } from '@/components/panels/failure-classes/rows';
import { rows as headline } from '@/components/panels/headline/rows';
import { rows as hidden } from '@/components/panels/hidden-attempts/rows';
import { rows as hotspotMap } from '@/components/panels/hotspot-map/rows';
import { rows as latency } from '@/components/panels/latency-trend/rows';
import { rows as outcomes } from '@/components/panels/outcome-trend/rows';
import { rows as rates } from '@/components/panels/rate-trend/rows';
import { rows as spots } from '@/components/panels/top-spots/rows';
import { attemptRows, callRows } from '@/components/panels/upstream-failures/rows';
import { rows as instances } from '@/components/panels/upstream-instances/rows';
import { rows as upstreams } from '@/components/panels/upstream-list/rows';
import { rows as phases } from '@/components/panels/upstream-phases/rows';
import type { PanelRows } from '@/components/panels/rows';

export const panels: Readonly<Record<string, PanelRows>> = {
  headline, 'outcome-trend': outcomes, 'rate-trend': rates, 'latency-trend': latency, 'failure-classes': classes, 'hidden-attempts': hidden,
  'top-routes': (ask) => spots(ask, 'route'), 'top-upstreams': (ask) => spots(ask, 'upstream'),
  'hotspot-map-route': (ask) => hotspotMap(ask, 'route'), 'hotspot-map-upstream': (ask) => hotspotMap(ask, 'upstream'),
  upstreams, 'upstream-instances': instances, 'upstream-phases': phases, 'upstream-failures': callRows, 'upstream-attempts': attemptRows,
};
