/** Why a certificate could not be had, in one sentence for people. */

/** What a failure is made of besides its sentence. */
export interface AcmeFailure {
  /** The type of the problem without its prefix (`rateLimited`); undefined where it has none. */
  type?: string | undefined;
  /** For how long the authority wants to be left alone, in milliseconds. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** A certificate could not be had; its message is a sentence without the period. */
export class AcmeError extends Error {
  override readonly name = "AcmeError";
  readonly type: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { type, retryAfterMs, cause }: AcmeFailure = {}) {
    super(message, { cause });
    this.type = type;
    this.retryAfterMs = retryAfterMs;
  }
}
