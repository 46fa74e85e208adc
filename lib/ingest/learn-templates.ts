/** Finds positions of paths that hold names out of a large set (cities, hotels, article titles), which no general rule can know. */
import { RouteNamer } from './route';

/** More distinct names than this at one place, and still new ones coming: a slug. */
const MANY = 50;
/** More than this is a slug even when no new ones come. */
const TOO_MANY = 250;
/** A name with this share of its place's calls is kept apart. */
const HEAVY = 0.02;
const MOST_NODES = 200_000;

type Place = { calls: number; next: Map<string, Place> };

/**
 * Templates for settings.templates, from sample paths (some thousands are enough): "/city/{slug}", and beside it "/city/search" for names
 * too frequent to be slugs. Deterministic in the multiset of samples; memory is bounded.
 */
export function learnTemplates(samplePaths: Iterable<string>): string[] {
  const namer = new RouteNamer(), root = place();
  let nodes = 0;
  for (const path of [...samplePaths].sort()) {
    let here = root;
    here.calls++;
    for (const part of namer.templateOf(path).split('/').slice(1)) {
      let next = here.next.get(part);
      if (!next) { if (++nodes > MOST_NODES) break; here.next.set(part, (next = place())); }
      next.calls++; here = next;
    }
  }
  const found: string[] = [];
  visit(root, '', found);
  return found.sort();
}

const place = (): Place => ({ calls: 0, next: new Map() });
const isPlaceholder = (part: string): boolean => part.includes('{') || part === '';

function visit(here: Place, prefix: string, found: string[]): void {
  const names = [...here.next].filter(([part]) => !isPlaceholder(part));
  let calls = 0, once = 0;
  for (const [, p] of names) { calls += p.calls; if (p.calls === 1) once++; }
  // Good and Turing: the share of names met once estimates how likely the next call brings a new one.
  if (names.length > TOO_MANY || (names.length > MANY && once > calls * 0.02)) {
    const slug = place();
    for (const [part, p] of names) {
      if (p.calls >= calls * HEAVY && p.calls >= 10) { found.push(prefix + '/' + part); continue; }
      merge(slug, p); here.next.delete(part);
    }
    if (slug.calls > 0) { found.push(prefix + '/{slug}'); const typed = here.next.get('{slug}'); if (typed) merge(slug, typed); here.next.set('{slug}', slug); }
  }
  for (const [part, p] of here.next) if (part !== '') visit(p, prefix + '/' + part, found);
}

function merge(into: Place, from: Place): void {
  into.calls += from.calls;
  for (const [part, p] of from.next) { let next = into.next.get(part); if (!next) into.next.set(part, (next = place())); merge(next, p); }
}
