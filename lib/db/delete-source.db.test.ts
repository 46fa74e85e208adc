/** A source that was deleted a moment ago: no page, menu, list or number knows it, though all of its rows are there. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenario } from '../../prisma/scenarios/travel-search';
import { currentViewer } from '../access/viewer';
import { askOf } from './ask';
import { callDetail } from './call-detail';
import { callFilter, callNames } from './calls-names';
import { searchCalls } from './calls-search';
import { pool } from './client';
import { deleteSource } from './delete-source';
import { importReceipt, importSummaries, importSummary } from './import-summaries';
import { createImport, deleteImport, moveInstance, refoldSource, renameImport, renameUpstream, updateSettings } from './imports';
import { removeImport } from './ingest-clear';
import { readNames } from './names-read';
import { readOutcomes, sum } from './outcomes';
import { sourceContents } from './source-contents';
import { findSource, listSources, upstreamsOf } from './sources';
import { createTestDatabase, type TestDatabase } from './test-database';
import { ingestText, makeSource } from './test-ingest';
import { databasePrint } from './test-sums';
import { spool } from './uploads';

const viewer = await currentViewer(), { files } = scenario(), FROM = Date.UTC(2026, 2, 12, 8), thin = (text: string, every: number): string => text.split('\n').filter((_, i) => i % every === 0).join('\n') + '\n';
const [ACCESS, ERROR] = [thin(files[0].content, 40), thin(files[1].content, 4)];
let db: TestDatabase, data: string, stays: number, goes: number, doomed: number[], shown: unknown, before: unknown;
beforeAll(async () => {
  db = await createTestDatabase(); data = await mkdtemp(path.join(os.tmpdir(), 'hangtime-delete-')); process.env.HANGTIME_DATA = data;
  stays = await makeSource('stays');
  for (const [name, text] of [['error.log', ERROR], ['access.log', ACCESS]]) await ingestText(stays, name, text);
  shown = await pages(); before = await databasePrint(stays);
  goes = await makeSource('goes', { templates: ['/api/{x}'] });
  doomed = [await ingestText(goes, 'access.log', ACCESS.replaceAll('/api/', '/other/')), await ingestText(goes, 'error.log', ERROR)];
});
afterAll(async () => { await db?.drop(); await rm(data, { recursive: true, force: true }); });

/** What the pages say without naming a source. */
async function pages(): Promise<unknown> {
  const ask = await askOf({}, FROM), names = await callNames(viewer, null), listed: number[] = [], ids = await readNames(viewer, []);
  for await (const m of searchCalls(viewer, callFilter(ask.view, ask.time.range, names), names, { limit: 1e6, after: null })) { if (m.type === 'calls') for (const r of m.rows) listed.push(r.importId); if (m.type === 'total') listed.push(m.total); }
  const failed = { ...ask.view, failure: 'any' };
  for await (const m of searchCalls(viewer, callFilter(failed, ask.time.range, names), names, { limit: 1e6, after: null })) if (m.type === 'total') listed.push(m.total);
  return {
    standing: ask.standing, menu: ask.sources, sources: (await listSources(viewer)).map((s) => s.name), imports: await importSummaries(viewer), calls: sum((await readOutcomes(ask)).calls), listed: listed.sort((a, b) => a - b),
    routes: [...new Set(names.all.routes)].sort(), upstreams: [...new Set(names.all.upstreams)].sort(), instances: ids.instances.map((i) => i.addr).sort(), sourceNames: [...names.sources.values()],
  };
}

describe('from the click on', () => {
  it('says beforehand what goes', async () => {
    expect(await pages()).not.toEqual(shown);
    const [group] = await upstreamsOf(viewer, goes);
    await renameUpstream(viewer, group.id, 'named by hand');
    const imports = (await importSummaries(viewer)).filter((i) => i.source.id === goes), total = (of: (i: (typeof imports)[number]) => number): number => imports.reduce((n, i) => n + of(i), 0);
    expect(await sourceContents(viewer, goes)).toEqual({ imports: 2, lines: total((i) => i.lines), quarantined: total((i) => i.quarantined), calls: total((i) => i.calls), failed: total((i) => i.failed), reading: { files: 0, bytes: 0 }, named: 1 });
    expect(total((i) => i.failed)).toBeGreaterThan(0);
  });

  it('no page, menu, list or number knows it', async () => {
    const ask = await askOf({}, FROM), names = await callNames(viewer, [goes]), offset = await new Promise<number>((resolve, reject) => {
      void (async () => { for await (const m of searchCalls(viewer, callFilter({ ...ask.view, sources: [goes] }, ask.time.range, names), names, { limit: 1, after: null })) if (m.type === 'calls') resolve(m.rows[0].offset); })().catch(reject);
    });
    expect(await callDetail(viewer, doomed[0], offset)).not.toBeNull();
    await expect(deleteSource({ workspaceId: 2 }, goes)).rejects.toThrow('There is no such source');
    await deleteSource(viewer, goes);
    expect(await pages()).toEqual(shown);
    expect(await findSource(viewer, goes)).toBeNull();
    for (const id of doomed) { expect(await importSummary(viewer, id)).toBeNull(); expect(await importReceipt(viewer, id)).toBeNull(); }
    expect(await callDetail(viewer, doomed[0], offset)).toBeNull();
    const named = await askOf({ source: String(goes), import: String(doomed[0]) }, FROM);
    expect(named).toMatchObject({ standing: { extent: null, stored: false, running: 0 }, importName: null });
    expect(named.sources.map((s) => s.id)).not.toContain(goes);
    expect((await askOf({ source: `${goes},${stays}` }, FROM)).standing).toEqual((await askOf({ source: String(stays) }, FROM)).standing);
    expect(sum((await readOutcomes(named)).calls)).toBe(0);
  });

  it('nothing of it can be changed, and a second click finds nothing', async () => {
    const [instance] = (await pool().query<{ id: number; upstream: number }>('select id, upstream_id as upstream from instance where source_id = $1 and upstream_id is not null', [goes])).rows;
    const changes = [() => deleteSource(viewer, goes), () => updateSettings(viewer, goes, { zone: 'Asia/Tokyo' }, true), () => renameImport(viewer, doomed[0], 'x'), () => deleteImport(viewer, doomed[0]), () => renameUpstream(viewer, instance.upstream, 'x'), () => moveInstance(viewer, instance.id, null)];
    for (const change of changes) await expect(change()).rejects.toThrow(/^There is no such/);
    expect(await refoldSource(viewer, goes)).toBe(0);
  });

  it('its name is free: an import under it starts a source of its own, which may go the same way, its upload with it', async () => {
    const spoolPath = await spool(ACCESS), again = await createImport(viewer, { source: 'goes', name: 'a.log', spoolPath, size: ACCESS.length });
    expect(again.sourceId).not.toBe(goes);
    expect((await findSource(viewer, again.sourceId))!).toMatchObject({ name: 'goes', settings: { templates: [] }, settingsVersion: 1, imports: 1 });
    expect((await sourceContents(viewer, again.sourceId)).reading).toEqual({ files: 1, bytes: ACCESS.length });
    await deleteSource(viewer, again.sourceId);
    expect((await pool().query(`select count(*)::int as n from source where name = 'goes'`)).rows[0].n).toBe(2);
    expect(existsSync(spoolPath)).toBe(true);
    await removeImport(pool(), again.id);
    expect(existsSync(spoolPath)).toBe(false);
    expect((await pool().query('select id from source order by id')).rows).toEqual([{ id: stays }, { id: goes }]);
  });

  it('and in the end no table knows it', async () => {
    for (const id of doomed) await removeImport(pool(), id);
    expect(await databasePrint(stays)).toEqual(before);
  });
});
