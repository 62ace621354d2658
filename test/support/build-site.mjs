// What browsers get is bundled before the tests, as `npm run build` does.
import { buildSite } from '../../scripts/build-site.mjs';
import { buildVerify } from '../../scripts/build-verify.mjs';

export default async function buildForBrowsers() {
  await Promise.all([buildSite(), buildVerify()]);
}
