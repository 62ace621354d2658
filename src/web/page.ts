import type { VNode } from 'preact';
import type { Language } from '../domain/texts.ts';

/** What a page is asked for. */
export interface PageRequest {
  readonly language: Language;
  /** The path as it was asked for, percent-encoding and all; the query apart. */
  readonly path: string;
  /** Path parameters by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Whole number ≥ 0 that stays with one visitor: candidates are shown in an order of its own. */
  readonly visitor: number;
  readonly cookies: ReadonlyMap<string, string>;
  readonly now: Date;
}

/** A page before it is rendered. */
export interface Page {
  /** 200 unless told. */
  readonly status?: number;
  /**
   * What the bytes depend on beside path and language: of one version the page is rendered once and kept. Undefined for
   * what is somebody's own; that is neither kept here nor in any cache.
   */
  readonly version: string | undefined;
  /** True where words of the reader's own are part of the version: too many to keep. */
  readonly isRare?: boolean;
  /** True where the visitor's number is part of the version: shared caches keep their hands off. */
  readonly isPerVisitor?: boolean;
  /** The whole document. */
  render(): VNode;
}

export interface PageRoute {
  /** Begins with `/{language}/`; parameters as in the routes of the API. */
  readonly template: string;
  /** @throws DauysError a refusal, which is shown as a page of the same house */
  open(request: PageRequest): Page | Promise<Page>;
}
