/** One request for numbers: who asks, what view, which range. A page makes one and gives the same object to all its panels. */
import { currentViewer, type Viewer } from '../access/viewer';
import { parseView, type SearchParams, type ViewState } from '../view/state';
import { resolveTime, type ResolvedTime } from '../view/time';
import { readImportName, readSourceNames, readStanding, type Standing } from './extent';

export type Ask = { viewer: Viewer; view: ViewState; standing: Standing; time: ResolvedTime; sources: { id: number; name: string }[]; /** Name of the import that the view asks for; null = it asks for none, or there is none. */ importName: string | null };

export async function askOf(params: SearchParams, nowMs = Date.now()): Promise<Ask> {
  const viewer = await currentViewer(), view = parseView(params);
  const [standing, sources, importName] = await Promise.all([readStanding(viewer, view.sources), readSourceNames(viewer, view.sources), view.importId === null ? null : readImportName(viewer, view.importId)]);
  return { viewer, view, standing, sources, importName, time: resolveTime(view, standing.extent, nowMs) };
}

const held = new WeakMap<Ask, Map<string, Promise<unknown>>>();

/** Reads once a request what several panels need. The key names the question; the promise is shared, its failure too. */
export function once<T>(ask: Ask, key: string, read: () => Promise<T>): Promise<T> {
  let answers = held.get(ask);
  if (!answers) held.set(ask, (answers = new Map()));
  let answer = answers.get(key) as Promise<T> | undefined;
  if (!answer) answers.set(key, (answer = read()));
  return answer;
}
