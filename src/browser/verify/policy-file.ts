import type * as policyFile from '../../audit/policy-file.ts';

// Stands in for src/audit/policy-file.ts in what a browser gets: the policy is for judging ballots, which it does not.

export const POLICY_FILE: typeof policyFile.POLICY_FILE = 'public/policy.json';

export const readPolicyFile: typeof policyFile.readPolicyFile = () => undefined;
