import { ANY_POLICY, type PathExtensions } from './path-extensions.ts';

/** What policy processing needs to know of one certificate. */
export interface PolicyStep extends PathExtensions {
  readonly isSelfIssued: boolean;
}

/**
 * One level of the valid policy graph: valid_policy → expected_policy_set. Nodes of the tree of RFC 5280 §6.1.2 that
 * share level and policy are one node here (RFC 9618), so the work is linear; an empty level is the NULL tree.
 */
type PolicyLevel = Map<string, Set<string>>;

interface PolicyState {
  explicitPolicy: number;
  policyMapping: number;
  inhibitAnyPolicy: number;
  level: PolicyLevel;
}

/**
 * RFC 5280 §6.1 policy processing with the initial values of §6.1.1 at their most open: any policy, none required.
 * A path then fails only where a certificate in it (or its anchor) asks for an explicit policy, or maps anyPolicy.
 *
 * @param steps - from the certificate under the anchor to the target
 * @returns whether the path stands
 */
export function arePoliciesValid(anchor: PathExtensions, steps: readonly PolicyStep[]): boolean {
  const open = steps.length + 1;
  const state: PolicyState = {
    explicitPolicy: open,
    policyMapping: open,
    inhibitAnyPolicy: open,
    level: new Map([[ANY_POLICY, new Set([ANY_POLICY])]]),
  };
  applyConstraints(state, anchor);
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1;
    state.level = nextLevel(state, step, isLast);
    if (state.explicitPolicy === 0 && state.level.size === 0) return false;
    if (!isLast && !prepareNext(state, step)) return false;
  }
  const explicitPolicy = Math.max(0, state.explicitPolicy - 1);
  return (explicitPolicy > 0 && steps.at(-1)?.requireExplicitPolicy !== 0) || state.level.size > 0;
}

/** §6.1.3 (d) and (e). */
function nextLevel(state: PolicyState, step: PolicyStep, isLast: boolean): PolicyLevel {
  const next: PolicyLevel = new Map();
  const { level } = state;
  if (step.policies === undefined || level.size === 0) return next;
  const expected = new Set([...level.values()].flatMap((set) => [...set]));
  for (const policy of step.policies) {
    if (policy !== ANY_POLICY && (expected.has(policy) || level.has(ANY_POLICY))) next.set(policy, new Set([policy]));
  }
  const takesAny = state.inhibitAnyPolicy > 0 || (!isLast && step.isSelfIssued);
  if (takesAny && step.policies.includes(ANY_POLICY)) {
    for (const policy of expected) if (!next.has(policy)) next.set(policy, new Set([policy]));
  }
  return next;
}

/** §6.1.4 (a), (b), (h), (i), (j). */
function prepareNext(state: PolicyState, step: PolicyStep): boolean {
  const { policyMappings } = step;
  if (policyMappings.some((m) => m.issuerDomain === ANY_POLICY || m.subjectDomain === ANY_POLICY)) return false;
  applyMappings(state, step);
  if (!step.isSelfIssued) {
    state.explicitPolicy = Math.max(0, state.explicitPolicy - 1);
    state.policyMapping = Math.max(0, state.policyMapping - 1);
    state.inhibitAnyPolicy = Math.max(0, state.inhibitAnyPolicy - 1);
  }
  applyConstraints(state, step);
  return true;
}

function applyMappings({ level, policyMapping }: PolicyState, { policyMappings }: PolicyStep): void {
  const mapped = new Map<string, Set<string>>();
  for (const { issuerDomain, subjectDomain } of policyMappings) {
    const subjects = mapped.get(issuerDomain) ?? new Set<string>();
    mapped.set(issuerDomain, subjects.add(subjectDomain));
  }
  for (const [issuerDomain, subjects] of mapped) {
    if (policyMapping === 0) level.delete(issuerDomain);
    else if (level.has(issuerDomain) || level.has(ANY_POLICY)) level.set(issuerDomain, subjects);
  }
}

function applyConstraints(state: PolicyState, extensions: PathExtensions): void {
  const least = (counter: number, skip: number | undefined): number => Math.min(counter, skip ?? counter);
  state.explicitPolicy = least(state.explicitPolicy, extensions.requireExplicitPolicy);
  state.policyMapping = least(state.policyMapping, extensions.inhibitPolicyMapping);
  state.inhibitAnyPolicy = least(state.inhibitAnyPolicy, extensions.inhibitAnyPolicy);
}
