/**
 * Apache's common, combined and vhost_combined layouts, where a line shows that it is Apache's; the time is the start of the call. Read by
 * the family's one reader (nginx-text.ts). Other layouts: lib/formats/apache-layout.ts.
 */
import type { Answers, Format } from './format';
import { APACHE, classifyText, parseText, textKind } from './nginx-combined';
import { textHolds } from './nginx-text';

const answers: Answers = { duration: false, connect: false, firstByte: false, body: false, instance: false, retries: 'no', clientAbort: false, requestId: false, zone: true };

export const apacheAccess: Format = {
  id: 'apache-access', title: 'Apache combined', signs: 'the common layout, a virtual host and port in front, or "-" for no bytes', gateway: 'apache', kind: 'access', answers,
  sniff: (buf, from, to) => (textKind(buf, from, to) === APACHE ? 0.85 : 0),
  holds: textHolds,
  parse: parseText,
  classify: classifyText,
};
