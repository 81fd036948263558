/** What there is to tell people about keys. */

/** Lines about keys; loud ones need somebody to do something. */
export interface KeyNews {
  /** A stable word for programs. */
  kind: string;
  lines: readonly string[];
  isLoud: boolean;
  /** The account it is about, where it is about another one. */
  username?: string;
  /** A recovery code that is shown this once. */
  code?: string;
}
