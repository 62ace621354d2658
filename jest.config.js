export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  // Two suites at a time also on two cores: most of the slow ones wait for disks, processes and servers.
  maxWorkers: 2,
  testTimeout: 60_000,
  setupFilesAfterEnv: ['<rootDir>/test/support/matchers.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
};
