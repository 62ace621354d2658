// What browsers get is bundled before the tests, as `npm run build` does.
export { buildSite as default } from '../../scripts/build-site.mjs';
