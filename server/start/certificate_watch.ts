/** Looks now and then whether the certificate ends soon, and says so in time. */
import type { LoadedCertificate } from "../net/certificate/certificate_store.ts";
import { certificateWarnings } from "../net/certificate/certificate_warnings.ts";

/** How many looks at the same state pass before it is said again: one each hour is a day. */
const SAID_AGAIN_AFTER = 24;

/** What it works with. */
export interface CertificateWatchOptions {
  certificate(): LoadedCertificate | undefined;
  now(): number;
  /** Called with what should stand in the log. */
  say(message: string): void;
}

/** The start has said already what there was to say then. */
export class CertificateWatch {
  readonly #options: CertificateWatchOptions;
  #said: string;
  #looks = 0;

  constructor(options: CertificateWatchOptions) {
    this.#options = options;
    this.#said = this.#warning();
  }

  /** Looks; call it each hour. */
  look(): void {
    const warning = this.#warning();
    this.#looks += 1;
    if (warning === this.#said && this.#looks < SAID_AGAIN_AFTER) return;
    this.#say(warning);
  }

  /** There is another certificate: what is to be said of that is said at once. */
  renewed(): void {
    this.#say(this.#warning());
  }

  #say(warning: string): void {
    this.#said = warning;
    this.#looks = 0;
    if (warning !== "") this.#options.say(warning);
  }

  #warning(): string {
    const { certificate, now } = this.#options;
    const current = certificate();
    return current === undefined ? "" : certificateWarnings(current, now()).join("; ");
  }
}
