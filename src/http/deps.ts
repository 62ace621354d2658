import type { ContestState } from '../domain/contest.ts';
import type { ExportShelf } from '../audit/published-export.ts';
import type { Sha256 } from '../encoding/bytes.ts';
import type { AnnulmentView, AnnulResult, UnverifiedDecision } from '../intake/annulments.ts';
import type { LoadedContest } from '../intake/contests.ts';
import type { LogResources } from '../intake/log-resources.ts';
import type { MobileSignings } from '../intake/mobile-signings.ts';
import type { Clock, UnverifiedBallot, UnverifiedMessage } from '../intake/ports.ts';
import type { Session, SessionDemand } from '../intake/sign-in-sessions.ts';
import type { OpenedSession } from '../intake/sign-in.ts';
import type { StatementAnswer } from '../intake/statements.ts';
import type { SubmitResult } from '../intake/submit-ballot.ts';
import type { TokenStore } from '../intake/tokens.ts';
import type { VerifyEd25519 } from '../log/note.ts';
import type { Events } from '../observability/events.ts';
import type { TurnoutByDay } from '../tally/turnout.ts';
import type { TallyView } from '../tally/view.ts';
import type { Operator } from '../web/operator.ts';
import type { ServiceStatus } from '../web/service-status.ts';
import type { SigningSettings } from '../web/signing.ts';
import type { Organisation } from './mobile-forms.ts';

/** Contests as they stand loaded. */
export interface ContestDirectory {
  list(): readonly LoadedContest[];
  get(contestId: string): LoadedContest | undefined;
  /** `closed` only once the closing entry stands in the log. */
  state(contestId: string): ContestState;
}

export interface TallyReader {
  view(contestId: string): TallyView | Promise<TallyView>;
  turnout(contestId: string): TurnoutByDay | Promise<TurnoutByDay>;
  /** @returns ends the subscription */
  subscribe(contestId: string, listener: (view: TallyView) => void): () => void;
}

/** The final protocol as it went into entry 18. */
export interface PublishedProtocol {
  /** JCS text, the bytes the entry commits to. */
  readonly protocol: string;
  /** `tlog-proof@v1` text of entry 18. */
  readonly proof: string;
  readonly csv: string;
  /** Hex. */
  readonly sha256: string;
}

/** Answers about oneself, of contests that are there. */
export interface Statements {
  /** The bytes to sign. */
  issueChallenge(contestId: string): Uint8Array;
  answer(message: UnverifiedMessage): Promise<StatementAnswer>;
  vkey(contestId: string): string;
}

/** Signing in with ЭЦП, in contests that are there. */
export interface SignIn {
  /** The bytes to sign. */
  issueChallenge(contestId: string): Uint8Array;
  /** A session for each role of who signed; never none. */
  signIn(message: UnverifiedMessage): Promise<readonly OpenedSession[]>;
  /**
   * A session as it was shown, undefined where it does not count. Its use is logged.
   * @param text - attacker-controlled
   * @param route - template of where it is used
   */
  session(text: string, demand: Omit<SessionDemand, 'nowMs'>, route: string): Session | undefined;
  /** Ends it wherever its text is kept. @throws DauysError `busy` */
  endSession(session: Session): void;
}

/** Signing with eGov Mobile. */
export interface MobileApp {
  readonly signings: MobileSignings;
  /** Public https origin that is registered for it. */
  readonly origin: string;
  /** Who asks for signatures, as the phone shows it. */
  readonly organisation: Organisation;
}

/** Annulments, of contests that are there. */
export interface Annulments {
  annul(message: UnverifiedDecision): Promise<AnnulResult>;
  /** Oldest first. */
  list(contestId: string): Promise<readonly AnnulmentView[]>;
}

export interface Readiness {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
}

export interface HttpLimits {
  readonly maxBodyBytes: number;
  /** Bodies of all uploads together; past it new bytes are answered `busy`. */
  readonly maxBufferedBytes: number;
  readonly maxHeaderBytes: number;
  readonly maxConnections: number;
  /** Time a client has for its headers, and for the whole request. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How long an answered upload is still read, so that its sender sees the answer. */
  readonly lingerMs: number;
  readonly maxStreams: number;
  readonly heartbeatMs: number;
  /** Refused signatures a minute and address; 0 turns the limit off. */
  readonly refusalsPerMinute: number;
  readonly refusalsBurst: number;
  /** Codes for signing with a phone, drawn in a minute; a twelfth of them at once. */
  readonly codesPerMinute: number;
  /** CIDRs or addresses whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** How long a stopping server waits for what is in flight. */
  readonly shutdownMs: number;
}

export const DEFAULT_LIMITS: HttpLimits = {
  maxBodyBytes: 64 * 1024,
  maxBufferedBytes: 64 * 1024 * 1024,
  maxHeaderBytes: 8 * 1024,
  maxConnections: 8192,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 20_000,
  lingerMs: 2_000,
  maxStreams: 1000,
  heartbeatMs: 15_000,
  refusalsPerMinute: 30,
  refusalsBurst: 100,
  // Drawing one takes most of a millisecond of the thread that ballots arrive on.
  codesPerMinute: 12_000,
  trustedProxies: [],
  shutdownMs: 10_000,
};

/** What the HTTP adapter is given; each route names the part it uses. */
export interface HttpDeps {
  readonly contests: ContestDirectory;
  submitBallot(ballot: UnverifiedBallot): Promise<SubmitResult>;
  readonly statements: Statements;
  readonly annulments: Annulments;
  readonly signIn: SignIn;
  /** Its openings are shown only once the contest is closed: the routes see to that. */
  readonly log: LogResources;
  readonly tallies: TallyReader;
  /** Undefined until entry 18 stands in the log. */
  protocol(contestId: string): Promise<PublishedProtocol | undefined>;
  readonly exports: ExportShelf;
  readonly tokens: TokenStore;
  readiness(): Readiness;
  status(): ServiceStatus;
  readonly operator: Operator;
  readonly signing: SigningSettings;
  /** Undefined where the host is not registered: nothing of it is served then. */
  readonly mobile?: MobileApp | undefined;
  readonly clock: Clock;
  readonly events: Events;
  readonly sha256: Sha256;
  readonly verifyEd25519: VerifyEd25519;
  readonly limits: HttpLimits;
}
