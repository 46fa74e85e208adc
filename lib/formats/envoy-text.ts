/** Envoy's default access log as text, also as Contour, Emissary ("ACCESS [") and others write it, with fields of one's own behind it. */
import { CALL, Draft, type Verdict } from '../call';
import { classifyEnvoy } from './envoy-classify';
import { ENVOY, ISTIO, NONE, holdsLine, layout, readLine } from './envoy-line';
import type { Answers, Format } from './format';

const probe = new Draft();

/** For `sniff`: ENVOY, ISTIO or NONE. */
export function lineKind(buf: Buffer, from: number, to: number): number {
  if (!holdsLine(buf, from, to)) return NONE;
  probe.reset(buf);
  return readLine(buf, from, to, probe) === CALL ? layout : NONE;
}

/** Labels the line by what it has, so that a file of both layouts is counted right whichever of the two formats read it. */
export function parseLine(buf: Buffer, from: number, to: number, out: Draft): Verdict {
  const verdict = readLine(buf, from, to, out), istio = layout === ISTIO;
  out.format = istio ? 'istio-text' : 'envoy-text'; out.gateway = istio ? 'istio' : 'envoy';
  return verdict;
}

const answers: Answers = { duration: true, connect: false, firstByte: true, body: false, instance: true, retries: 'no', clientAbort: true, requestId: true, zone: true };

export const envoyText: Format = {
  id: 'envoy-text', title: 'Envoy access log', signs: '[start time] "request", status, response flags, four numbers and five quoted fields', gateway: 'envoy', kind: 'access', answers,
  sniff: (buf, from, to) => (lineKind(buf, from, to) === ENVOY ? 0.95 : 0),
  holds: holdsLine,
  parse: parseLine,
  classify: classifyEnvoy,
};
