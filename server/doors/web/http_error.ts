/** What a request over HTTP is refused with before anybody has looked at what it asks for. */

/** Options of an {@linkcode HttpError}. */
export interface HttpErrorOptions {
  /** Header fields that belong to the answer, by their names. */
  headers?: Readonly<Record<string, string>>;
  /** Whether the connection can be used for further requests. @default false */
  goesOn?: boolean;
}

/** A status of 400 and more (RFC 9110, section 15) with a sentence for people. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly goesOn: boolean;
  /** What was asked for, where that is known although the rest of the head was none. */
  path: string | undefined;

  constructor(status: number, message: string, options: HttpErrorOptions = {}) {
    super(message);
    this.status = status;
    this.headers = options.headers ?? {};
    this.goesOn = options.goesOn ?? false;
  }
}
