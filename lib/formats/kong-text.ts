/** Kong's own access layout since 3.5: combined, then kong_request_id: "…". Before that it was nginx's combined. */
import type { Answers, Format } from './format';
import { KONG, classifyText, parseText, textKind } from './nginx-combined';
import { textHolds } from './nginx-text';

const answers: Answers = { duration: false, connect: false, firstByte: false, body: false, instance: false, retries: 'no', clientAbort: true, requestId: true, zone: true };

export const kongText: Format = {
  id: 'kong-text', title: 'Kong access log', signs: 'combined with kong_request_id at the end', gateway: 'kong', kind: 'access', answers,
  sniff: (buf, from, to) => (textKind(buf, from, to) === KONG ? 0.9 : 0),
  holds: textHolds,
  parse: parseText,
  classify: classifyText,
};
