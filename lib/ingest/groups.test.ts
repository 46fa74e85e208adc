import { describe, expect, it } from 'vitest';
import { groupName, inferGroups, type GroupEdge, type GroupInstance } from './groups';

const routes = ['', 'GET /orders/{id}', 'GET /flights/search', 'GET /health', 'POST /orders'];
const routeName = (id: number): string => routes[id];
const inst = (id: number, addr: string, upstreamId: number | null = null, label = ''): GroupInstance => ({ id, addr, label, upstreamId });
const serves = (route: number, instance: number, count = 100): GroupEdge => ({ kind: 0, a: route, b: instance, count });
const retried = (a: number, b: number): GroupEdge => ({ kind: 1, a, b, count: 1 });
const sets = (gs: { instances: number[] }[]): number[][] => gs.map((g) => g.instances).sort((a, b) => a[0] - b[0]);

describe('upstream groups', () => {
  it('puts together what serves the same routes on the same port', () => {
    const gs = inferGroups([inst(1, '10.0.0.1:80'), inst(2, '10.0.0.2:80'), inst(3, '10.0.0.3:80')], [serves(1, 1), serves(1, 2), serves(4, 1, 9), serves(2, 3)], routeName);
    expect(sets(gs)).toEqual([[1, 2], [3]]);
    expect(gs[0].name).toBe('10.0.0.*:80');
  });
  it('does not merge over a health check, nor across ports with the same routes', () => {
    expect(sets(inferGroups([inst(1, 'a:80'), inst(2, 'b:80')], [serves(3, 1), serves(3, 2), serves(1, 1), serves(2, 2)], routeName))).toEqual([[1], [2]]);
    expect(sets(inferGroups([inst(1, 'a:80'), inst(2, 'b:81')], [serves(1, 1), serves(1, 2)], routeName))).toEqual([[1], [2]]);
  });
  it('believes a retry, whatever the ports', () => {
    expect(sets(inferGroups([inst(1, '127.0.0.1:8001'), inst(2, '127.0.0.1:8002')], [retried(1, 2)], routeName))).toEqual([[1, 2]]);
  });
  it('uses the name that the log tells', () => {
    expect(inferGroups([inst(1, 's1', null, 'app'), inst(2, 's2', null, 'app')], [], routeName)).toEqual([{ name: 'app', instances: [1, 2], upstreamId: null, inferred: false }]);
  });
  it('keeps a group that a person named, lets new instances join it, and never merges two of them', () => {
    const gs = inferGroups([inst(1, 'a:80', 9), inst(2, 'b:80'), inst(3, 'c:80', 10)], [retried(1, 2), retried(2, 3)], routeName, new Set([9, 10]));
    expect(gs.find((g) => g.upstreamId === 9)?.instances).toEqual([1, 2]);
    expect(gs.find((g) => g.upstreamId === 10)?.instances).toEqual([3]);
  });
  it('names groups so that no two are alike', () => {
    const gs = inferGroups([inst(1, '10.0.0.1:80'), inst(2, '10.0.0.2:80'), inst(3, '10.0.0.3:80'), inst(4, '10.0.0.4:80')], [retried(1, 2), retried(3, 4), serves(1, 1), serves(2, 3)], routeName);
    expect(new Set(gs.map((g) => g.name)).size).toBe(2);
    expect(groupName(['10.0.0.1:80', '10.0.1.1:80'])).toBe('10.0.*:80');
    expect(groupName(['unix:/run/a.sock'])).toBe('unix:/run/a.sock');
  });
});
