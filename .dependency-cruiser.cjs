// The import rules of ARCHITECTURE.md: data flows one way, adapters do not know each other, pure layers do no I/O.
const layer = (name, allowed) => ({
  name: `${name.replace(/\W+/g, '-')}-stays-in-its-layer`,
  severity: 'error',
  from: { path: `^src/${name}` },
  to: { path: '^src/', pathNot: [`^src/${name}`, ...allowed.map((a) => `^src/${a}`)] },
});
const only = (packages, where) => ({
  name: `${packages.replace(/\W+/g, '-')}-only-there`,
  severity: 'error',
  from: { path: '^src/', pathNot: where },
  to: { path: `node_modules/(@types/)?(${packages})/` },
});

// The composition root and its parts: the only files that build adapters.
const ROOTS =
  '(service|answering|signing-in|phone-signing|governing|installation|counting|authorities|auditing|exporting|witnessing|running)\\.ts$';
const PURE = ['domain/', 'encoding/'];
const USE_CASES = [...PURE, 'signature/', 'log/', 'observability/'];
const ADAPTER = [...USE_CASES, 'intake/', 'tally/', 'audit/'];

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, pathNot: '\\.d\\.ts$' }, to: {} },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^src' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-dev-dependency-in-src',
      severity: 'error',
      // What is bundled when Dauys is built is not asked for when it runs.
      from: { path: '^src', pathNot: '^src/browser/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types/' },
    },
    layer('domain/', []),
    layer('encoding/', ['domain/']),
    layer('observability/', ['domain/']),
    layer('config\\.ts$', ['domain/', 'signature/revocation\\.ts$', 'settings\\.ts$']),
    layer('settings\\.ts$', ['signature/revocation\\.ts$']),
    layer('signature/', PURE),
    layer('log/', PURE),
    layer('intake/', USE_CASES),
    layer('tally/', USE_CASES),
    layer('audit/', USE_CASES),
    ...['storage/', 'queue/', 'redis/', 'ca/', 'witness/', 'workers/', 'keys/', 'files/'].map((name) =>
      layer(name, ADAPTER),
    ),
    layer('http/', [...ADAPTER, 'web/']),
    layer('web/', ADAPTER),
    // The citizen's machine: what is pure runs there unchanged.
    { ...layer('browser/', [...PURE, 'log/']), from: { path: '^src/browser/', pathNot: '^src/browser/verify/' } },
    // The file that audits on its own: scripts/build-verify.mjs puts stand-ins where the audit leans on node:crypto.
    layer('browser/verify/', [...PURE, 'log/', 'audit/']),
    layer('devca/', USE_CASES),
    layer(ROOTS, [
      ...ADAPTER,
      'http/',
      'web/',
      'queue/',
      'redis/',
      'ca/',
      'witness/',
      'storage/',
      'workers/',
      'keys/',
      'files/',
      'config\\.ts$',
    ]),
    layer('demo/', [...ADAPTER, 'devca/', 'keys/', ROOTS, 'config\\.ts$']),
    layer('cli/', [...ADAPTER, 'demo/', 'keys/', 'files/', ROOTS, 'config\\.ts$']),
    {
      name: 'only-commands-use-the-roots',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(main\\.ts|cli/|demo/|${ROOTS})` },
      to: { path: `^src/(main\\.ts|${ROOTS})` },
    },
    only('express|helmet', '^src/(http|web)/'),
    only('better-sqlite3', '^src/storage/'),
    only('bullmq', '^src/queue/'),
    only('ioredis', '^src/(redis|queue)/'),
    only('preact|preact-render-to-string', '^src/(http|web)/'),
    only('pdfkit', '^src/web/protocol-pdf'),
    only('write-excel-file', '^src/web/protocol-xlsx'),
    only('piscina', '^src/workers/'),
    only('pkijs|asn1js', '^src/(signature/second|ca|audit|devca)/'),
    only('node-forge', '^src/devca/'),
    {
      name: 'pure-layers-use-no-node-module',
      severity: 'error',
      from: { path: '^src/(domain|encoding|log)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'signature-does-no-io',
      severity: 'error',
      from: { path: '^src/(signature|intake|tally|audit)/' },
      to: { path: '^(node:)?(fs|net|http|https|dns|child_process|worker_threads)(/|$)', dependencyTypes: ['core'] },
    },
    {
      name: 'src-not-to-test',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|fixtures|scripts|bench)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
  },
};
