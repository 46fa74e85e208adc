import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../ingest/settings';
import { readSettings, settingsPatchSchema, settingsSchema } from './source-settings';

describe('settings of a source', () => {
  it('accepts the defaults as they are', () => {
    expect(settingsSchema.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS);
  });
  it('reads an old or broken row: what cannot be used is the default', () => {
    expect(readSettings(null)).toEqual(DEFAULT_SETTINGS);
    expect(readSettings({ zone: 'Europe/Berlin', maxRoutes: 'many', unknown: 1 })).toEqual({ ...DEFAULT_SETTINGS, zone: 'Europe/Berlin' });
  });
  it('refuses a zone that does not exist, a template that is no path, and a field it does not know', () => {
    expect(settingsPatchSchema.safeParse({ zone: 'Mars/Olympus' }).success).toBe(false);
    expect(settingsPatchSchema.safeParse({ templates: ['city/{slug}'] }).success).toBe(false);
    expect(settingsPatchSchema.safeParse({ zones: 'UTC' }).success).toBe(false);
    expect(settingsPatchSchema.parse({ templates: [' /city/{slug} '] })).toEqual({ templates: ['/city/{slug}'] });
  });
  it('refuses a log_format that does not compile, with the reason', () => {
    const read = settingsPatchSchema.safeParse({ logFormats: ["log_format main '$remote_addr';"] });
    expect(read.error?.issues[0].message).toMatch(/does not log the time/);
    expect(settingsPatchSchema.safeParse({ logFormats: ["log_format main '$remote_addr [$time_local] $status';"] }).success).toBe(true);
  });
});
