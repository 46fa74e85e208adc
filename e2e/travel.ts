/** The sample incident as tests know it: what was planted, and its source on the server. */
import { expect, type APIRequestContext } from '@playwright/test';
import { scenario } from '../prisma/scenarios/travel-search';
import { SAMPLE_SOURCE } from '../lib/view/sample';
import { importsOf, settled } from './server';

export const travel = scenario();
export const { truth } = travel;
export const [ACCESS, ERROR] = travel.files;

export type Sample = { source: number; access: number; error: number };

/** Loads the sample unless it is there, and waits for it. Tests only read it; one that changes things brings its own source. */
export async function sample(request: APIRequestContext): Promise<Sample> {
  const there = (await importsOf(request, SAMPLE_SOURCE)).filter((i) => i.state !== 'failed');
  if (!travel.files.every((f) => there.some((i) => i.name === f.name))) expect((await request.post('/api/imports/sample')).ok()).toBe(true);
  const imports = await settled(request, SAMPLE_SOURCE), of = (name: string) => imports.find((i) => i.name === name && i.state === 'done')!;
  return { source: of(ACCESS.name).source.id, access: of(ACCESS.name).id, error: of(ERROR.name).id };
}
