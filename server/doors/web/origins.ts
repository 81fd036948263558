/** Which hosts a server answers as, and from which pages requests may come (RFC 6454). */

/** How a request came. */
export interface Asked {
  /** The host that was asked, as the request names it. */
  host: string;
  /** Whether it came encrypted, as far as is known. */
  isSecure: boolean;
}

/** Decides about hosts and origins. */
export class Origins {
  readonly #given: readonly URL[];

  /** `given` are origins, such as `https://chat.example`; with none it is whatever host was asked. */
  constructor(given: readonly string[]) {
    this.#given = given.map((origin) => new URL(origin));
  }

  /** Whether the server answers as this host. */
  knowsHost({ host }: Asked): boolean {
    if (this.#given.length === 0) return true;
    return this.#given.some((origin) => hostOf(origin.protocol, host) === origin.host);
  }

  /**
   * Whether a page of `origin` may ask. It is one of those that were given, or of the host that is
   * asked, reached as securely as the request or better: a proxy may have ended TLS without a word.
   */
  allows(origin: string, asked: Asked): boolean {
    const url = originOf(origin);
    if (url === undefined) return false;
    if (this.#given.length > 0) return this.#given.some((own) => own.origin === url.origin);
    if (asked.isSecure && url.protocol !== "https:") return false;
    return hostOf(url.protocol, asked.host) === url.host;
  }
}

/** Whether a text is an origin that a page can have: a scheme, a host, perhaps a port, nothing else. */
export function isOrigin(text: string): boolean {
  return originOf(text) !== undefined;
}

function originOf(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  return isWeb && url.origin === text.toLowerCase() ? url : undefined;
}

/** A host without the port that its scheme has by itself. */
function hostOf(scheme: string, host: string): string | undefined {
  const text = `${scheme}//${host}`;
  return URL.canParse(text) ? new URL(text).host : undefined;
}
