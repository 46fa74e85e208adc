/** First-load JavaScript of every page: what the browser must fetch for the page's own script tags, gzipped. */
import { gzipSync } from 'node:zlib';
import { report } from './measure';

export async function benchPageSize(base: string, paths: string[]): Promise<void> {
  const sizes = new Map<string, number>();
  for (const path of paths) {
    const html = await (await fetch(base + path)).text();
    let total = 0;
    for (const src of new Set([...html.matchAll(/<script[^>]+src="([^"]+\.js[^"]*)"/g)].map((m) => m[1]))) {
      if (!sizes.has(src)) sizes.set(src, gzipSync(Buffer.from(await (await fetch(new URL(src, base))).arrayBuffer())).length);
      if (!/nomodule/i.test(html.slice(html.indexOf(src) - 200, html.indexOf(src) + src.length + 60).split('<script').pop() ?? '')) total += sizes.get(src)!;
    }
    report(`first-load JavaScript of ${path}`, `${(total / 1000).toFixed(0)} kB gzipped`, '', '≤ 250 kB', total <= 250_000);
  }
}
