/** For tests of formats: a line read to its record, and JSON samples with other members. */
import { CALL, Draft, EVENT, toRecord, type CallRecord, type Verdict } from '../call';
import { DEFAULT_SETTINGS, type ParseSettings } from '../ingest/settings';
import type { Format } from './format';

export type Json = Record<string, unknown>;
type Read = CallRecord & { verdict: Verdict; reason: string };

/** `sample`: the text of the format's sample file. `like`: a line of it with other members, named by their paths; undefined leaves one out. */
export function formatTester(format: Format, sample: string): { read: (line: string | Buffer, settings?: Partial<ParseSettings>) => Read; samples: string[]; like: (line: number, changes: Json) => string } {
  const draft = new Draft(), samples = sample.trim().split('\n');
  return {
    samples,
    read(line, settings = {}) {
      const buf = Buffer.from(line), all = { ...DEFAULT_SETTINGS, ...settings };
      draft.reset(buf);
      const verdict = format.parse(buf, 0, buf.length, draft, all);
      if (verdict === CALL || verdict === EVENT) format.classify(draft, all);
      return { ...toRecord(draft), verdict, reason: draft.reason };
    },
    like(line, changes) {
      const d = JSON.parse(samples[line]) as Json;
      for (const [path, value] of Object.entries(changes)) {
        const keys = path.split('.'), last = keys.pop()!;
        let at = d;
        for (const key of keys) at = at[key] as Json;
        at[last] = value;
      }
      return JSON.stringify(d);
    },
  };
}
