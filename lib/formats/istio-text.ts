/** Istio's access log as text, from 1.0 ("mixer" part) to today (response code details): Envoy's with more in it. See envoy-line.ts. */
import { classifyEnvoy } from './envoy-classify';
import { ISTIO, holdsLine } from './envoy-line';
import { lineKind, parseLine } from './envoy-text';
import type { Answers, Format } from './format';

const answers: Answers = { duration: true, connect: false, firstByte: true, body: false, instance: true, retries: 'no', clientAbort: true, requestId: true, zone: true };

export const istioText: Format = {
  id: 'istio-text', title: 'Istio access log', signs: 'an Envoy line with response code details, or with cluster and addresses behind the quotes', gateway: 'istio', kind: 'access', answers,
  sniff: (buf, from, to) => (lineKind(buf, from, to) === ISTIO ? 0.95 : 0),
  holds: holdsLine,
  parse: parseLine,
  classify: classifyEnvoy,
};
