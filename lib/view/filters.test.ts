import { expect, it } from 'vitest';
import { chipsOf, FILTER_KEYS, filtersBut, NO_FILTERS, partOf } from './filters';
import { NO_NAME } from './names';
import { EMPTY_VIEW, type ViewState } from './state';

const view = (change: Partial<ViewState>): ViewState => ({ ...EMPTY_VIEW, ...change });

it('none is told from a name that reads so', () => {
  const chips = chipsOf(view({ route: NO_NAME, upstream: 'none', instance: '-', status: 0, failure: 'none' }));
  expect(chips.map((c) => [c.label, c.value, c.none])).toEqual([['Outcome', 'Ended well', false], ['Route', 'none', true], ['Upstream', 'none', false], ['Instance', '-', false], ['Status', 'none', true]]);
});
it('every filter has a chip, and clearing takes them all', () => {
  const all = view({ importId: 3, attempts: 'hidden', failure: 'timeout', phase: 'body', route: 'GET /', upstream: 'u', instance: 'i', status: 504, minMs: 0, maxMs: 1500, client: 'c', requestId: 'r', text: 't' });
  expect(chipsOf(all).map((c) => c.key)).toEqual(FILTER_KEYS);
  expect(chipsOf({ ...all, ...NO_FILTERS })).toEqual([]);
  expect(chipsOf(all).map((c) => c.value)).toEqual(['3', 'Hidden by a retry', 'Any timeout', 'body', 'GET /', 'u', 'i', '504', '0 ms', '1.50 s', 'c', 'r', 't']);
});
it('names what a panel does not heed, each once', () => {
  expect(filtersBut(view({ upstream: 'u', route: NO_NAME, minMs: 1, maxMs: 2 }), 'upstream')).toEqual(['route', 'duration']);
  expect(filtersBut(EMPTY_VIEW)).toEqual([]);
});
it('a part of what is counted keeps a narrower class of the view', () => expect([null, 'any', 'timeout', 'connect_refused'].map((f) => partOf(f, 'timeout'))).toEqual(['timeout', 'timeout', 'timeout', 'connect_refused']));
