import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/opt/google/chrome/chrome', '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Where the system has its Chromium or Chrome, if anywhere. */
export const systemChromium = (): string | undefined => PLACES.find((place) => existsSync(place));
