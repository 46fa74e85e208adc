/** Sources as the pages read them: names, settings, routes, upstream groups. Writing is in imports.ts. */
import type { Viewer } from '../access/viewer';
import { Prisma } from '../generated/prisma/client';
import type { ParseSettings } from '../ingest/settings';
import { prisma } from './client';
import { run } from './run';
import { readSettings } from './source-settings';

export type SourceSummary = { id: number; name: string; settings: ParseSettings; settingsVersion: number; imports: number };
export type InstanceInfo = { id: number; label: string; addr: string };
export type UpstreamInfo = { id: number; name: string; inferred: boolean; renamed: boolean; instances: InstanceInfo[] };

/** Every source of the workspace with how many imports it has, by name. */
export async function listSources(viewer: Viewer): Promise<SourceSummary[]> {
  const rows = await prisma().source.findMany({ where: { workspaceId: viewer.workspaceId }, orderBy: { name: 'asc' }, include: { _count: { select: { imports: true } } } });
  return rows.map((s) => ({ id: s.id, name: s.name, settings: readSettings(s.settings), settingsVersion: s.settingsVersion, imports: s._count.imports }));
}

/** One source of the workspace; null when there is none. */
export async function findSource(viewer: Viewer, id: number): Promise<SourceSummary | null> {
  const s = await prisma().source.findFirst({ where: { id, workspaceId: viewer.workspaceId }, include: { _count: { select: { imports: true } } } });
  return s && { id: s.id, name: s.name, settings: readSettings(s.settings), settingsVersion: s.settingsVersion, imports: s._count.imports };
}

/** Lines still folded with older settings: chunks of a source whose version is not the current one. */
export async function chunksToRefold(viewer: Viewer, sourceId: number): Promise<{ chunks: number; bytes: number }> {
  const [row] = await run<{ chunks: number; bytes: number }>(Prisma.sql`
    select count(*)::int as chunks, coalesce(sum(c.length), 0)::float8 as bytes
    from chunk c join source s on s.id = c.source_id
    where c.workspace_id = ${viewer.workspaceId} and c.source_id = ${sourceId} and c.settings_version < s.settings_version`);
  return row;
}

/** The dictionary of a source's routes, id and "METHOD template", in the order they were first seen. */
export async function routesOf(viewer: Viewer, sourceId: number): Promise<{ id: number; name: string }[]> {
  return prisma().route.findMany({ where: { workspaceId: viewer.workspaceId, sourceId }, select: { id: true, name: true }, orderBy: { id: 'asc' }, take: 20_001 });
}

/** Upstream groups with their instances; those that no group claims are under the id 0. */
export async function upstreamsOf(viewer: Viewer, sourceId: number): Promise<UpstreamInfo[]> {
  const where = { workspaceId: viewer.workspaceId, sourceId }, select = { id: true, label: true, addr: true } as const;
  const [groups, loose] = await Promise.all([
    prisma().upstream.findMany({ where, orderBy: { name: 'asc' }, select: { id: true, name: true, inferred: true, renamed: true, instances: { select, orderBy: { addr: 'asc' } } } }),
    prisma().instance.findMany({ where: { ...where, upstreamId: null }, select, orderBy: { addr: 'asc' } }),
  ]);
  return loose.length ? [...groups, { id: 0, name: '', inferred: true, renamed: false, instances: loose }] : groups;
}
