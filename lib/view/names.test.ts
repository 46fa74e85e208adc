import { describe, expect, it } from 'vitest';
import { instancesNamed, nameWithin, NO_NAME, routesNamed, upstreamName, type Named } from './names';

const all: Named[] = [
  { id: 1, label: '', addr: '10.0.0.1:80', group: 'search' }, { id: 2, label: '', addr: '10.0.0.2:80', group: 'search' }, { id: 3, label: '', addr: '10.0.0.9:81', group: null },
  { id: 4, label: 'be', addr: 's1', group: null }, { id: 5, label: 'fe', addr: 's1', group: 'fe' }, { id: 6, label: 'be', addr: '10.0.0.1:80', group: 'be' },
];
const ids = (upstream: string | null, instance: string | null = null): number[] => [...instancesNamed(all, { upstream, instance })];

describe('the instances that a view names', () => {
  it('are those of a group, or the one that is in none', () => {
    expect([ids('search'), ids('10.0.0.9:81'), ids('be/s1'), ids('s1'), ids('nobody')]).toEqual([[1, 2], [3], [4], [], []]);
    expect(all.map(upstreamName)).toEqual(['search', 'search', '10.0.0.9:81', 'be/s1', 'fe', 'be']);
  });
  it('are one by a name in full, all at an address that is typed alone', () => {
    expect([ids(null, 'fe/s1'), ids(null, 's1'), ids(null, '10.0.0.1:80'), ids(null, 'be/10.0.0.1:80'), ids('be', '10.0.0.1:80')]).toEqual([[5], [4, 5], [1], [6], []]);
  });
  it('are nobody where the view asks for calls that went nowhere', () => {
    expect([ids(NO_NAME), ids(null, NO_NAME), ids(NO_NAME, NO_NAME)]).toEqual([[0], [0], [0]]);
    expect([ids(NO_NAME, '10.0.0.1:80'), ids('search', NO_NAME)]).toEqual([[], []]);
  });
  it('all of them have some name: everything is one upstream or another', () => {
    expect([...new Set(all.map(upstreamName))].flatMap((u) => ids(u)).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
it('an instance beside its group', () => expect([nameWithin('be', 'be/s1'), nameWithin('10.0.0.*:80', '10.0.0.1:80'), nameWithin('be', 'be')]).toEqual(['s1', '10.0.0.1:80', 'be']));
it('a route by its name, and calls without one', () => {
  const routes = [{ id: 7, name: 'GET /x' }, { id: 9, name: 'GET /x' }, { id: 8, name: '-' }];
  expect([[...routesNamed(routes, 'GET /x')], [...routesNamed(routes, NO_NAME)], [...routesNamed(routes, '-')], [...routesNamed(routes, 'GET')]]).toEqual([[7, 9], [0], [8], []]);
});
