/** What an on-call engineer asks of a log, and whether the lines of a format can say it. */
import type { Answers } from '../formats/format';

export const QUESTIONS = ['duration', 'phase', 'instance', 'retries', 'client', 'request', 'zone'] as const;
export type Question = (typeof QUESTIONS)[number];
export type Answer = 'yes' | 'partly' | 'no';

export const QUESTION_TEXT: Record<Question, { title: string; without: string }> = {
  duration: { title: 'How long did each call take?', without: 'Latency charts stay empty, and no limit can tell a timeout’s phase.' },
  phase: { title: 'Connect or read: in which phase did it wait?', without: 'A timeout’s phase is inferred from limits, or stays “phase unknown”.' },
  instance: { title: 'Which instance answered, or did not?', without: 'Upstreams cannot be told apart into instances.' },
  retries: { title: 'Which attempts did retries hide?', without: 'A call that ended well after a retry looks like any other.' },
  client: { title: 'Did the client give up first?', without: 'A client that left cannot be told from a failure.' },
  request: { title: 'Which request was it?', without: 'Access and error lines are matched by time and address, and a call cannot be looked up by its id.' },
  zone: { title: 'In which time zone is the clock?', without: 'The zone set above is taken. A wrong one shifts everything by hours.' },
};

/** What lines of a format say to a question. An error log beside it is counted by `answerWith`. */
export function answerOf(a: Answers, question: Question): Answer {
  switch (question) {
    case 'duration': return yes(a.duration);
    case 'phase': return a.connect && a.firstByte ? 'yes' : a.connect || a.firstByte ? 'partly' : 'no';
    case 'instance': return yes(a.instance);
    case 'retries': return a.retries === 'list' ? 'yes' : a.retries === 'count' ? 'partly' : 'no';
    case 'client': return yes(a.clientAbort);
    case 'request': return yes(a.requestId);
    case 'zone': return yes(a.zone);
  }
}
const yes = (it: boolean): Answer => (it ? 'yes' : 'no');

/** With the gateway's error log in the same source, failed calls have their phase and instance in words. */
export function answerWith(a: Answers, errorLog: boolean, question: Question): Answer {
  const own = answerOf(a, question);
  return own === 'no' && errorLog && (question === 'phase' || question === 'instance' || question === 'client') ? 'partly' : own;
}
