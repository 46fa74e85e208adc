import { SetupError } from './setup-error.mjs';

/**
 * Throws when this Node cannot run Hangtime: ^20.19, ^22.12 or 24 and later, as "engines" in package.json says.
 * @param {string} version such as "22.12.0"
 */
export function checkNode(version) {
  const [major, minor] = version.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  if (!fits) throw new SetupError(`Hangtime needs Node 20.19+, 22.12+ or 24+ (recommended: 22 or 24). This is Node ${version}.`);
}
