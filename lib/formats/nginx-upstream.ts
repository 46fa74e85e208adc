/** nginx text with times or upstreams behind the combined part, as key=value in any order or as bare values; or key=value alone. */
import type { Answers, Format } from './format';
import { BARE, KEYS, classifyText, parseText, textKind } from './nginx-combined';
import { textHolds } from './nginx-text';

const answers: Answers = { duration: true, connect: true, firstByte: true, body: true, instance: true, retries: 'list', clientAbort: true, requestId: true, zone: true };

export const nginxUpstream: Format = {
  id: 'nginx-upstream', title: 'nginx with upstream fields', signs: 'the combined part, then times or upstreams', gateway: 'nginx', kind: 'access', answers,
  sniff: (buf, from, to) => { const kind = textKind(buf, from, to); return kind === KEYS ? 0.95 : kind === BARE ? 0.7 : 0; },
  holds: textHolds,
  parse: parseText,
  classify: classifyText,
};
