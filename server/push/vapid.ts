/** How push services know which server a message comes from (VAPID, RFC 8292). */
import type { PushKeys } from "../journal/write/accounts/push.ts";

const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;

/** For how long a token is good, and after how long another one is made, in milliseconds. */
const GOOD_FOR_MS = 12 * 60 * 60 * 1_000;
const RENEW_AFTER_MS = 6 * 60 * 60 * 1_000;

/** Push services for which tokens are remembered. */
const MAX_AUDIENCES = 100;

const encoder = new TextEncoder();

/** Draws a pair of keys. */
export async function makePushKeys(): Promise<PushKeys> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(CURVE, true, ["sign"]);
  return {
    privateKey: new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey)),
    publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)),
  };
}

/** Bytes in base64url without padding (RFC 4648, section 5), as everything in Web Push is written. */
export function base64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Writes the `Authorization` of requests to push services. */
export class Vapid {
  readonly #key: CryptoKey;
  readonly #publicKey: string;
  readonly #subject: string;
  /** By the origin of the service; the one that was made first goes first. */
  readonly #tokens = new Map<string, { token: string; madeMs: number }>();

  private constructor(key: CryptoKey, publicKey: string, subject: string) {
    this.#key = key;
    this.#publicKey = publicKey;
    this.#subject = subject;
  }

  /** `subject` is whom a service may write to: `mailto:…` or `https://…`. */
  static async of({ privateKey, publicKey }: PushKeys, subject: string): Promise<Vapid> {
    const pkcs8 = Uint8Array.from(privateKey);
    const key = await crypto.subtle.importKey("pkcs8", pkcs8, CURVE, false, ["sign"]);
    return new Vapid(key, base64Url(publicKey), subject);
  }

  /** The field for requests to the service of this origin. */
  async authorization(audience: string, nowMs: number): Promise<string> {
    const known = this.#tokens.get(audience);
    const age = nowMs - (known?.madeMs ?? -Infinity);
    const token = known !== undefined && age >= 0 && age < RENEW_AFTER_MS
      ? known.token
      : await this.#make(audience, nowMs);
    return `vapid t=${token}, k=${this.#publicKey}`;
  }

  async #make(audience: string, nowMs: number): Promise<string> {
    const claims = {
      aud: audience,
      exp: Math.floor((nowMs + GOOD_FOR_MS) / 1_000),
      sub: this.#subject,
    };
    const signed = [{ typ: "JWT", alg: "ES256" }, claims]
      .map((part) => base64Url(encoder.encode(JSON.stringify(part)))).join(".");
    const signature = await crypto.subtle.sign(
      { name: "ECDSA", hash: "SHA-256" },
      this.#key,
      encoder.encode(signed),
    );
    const token = `${signed}.${base64Url(new Uint8Array(signature))}`;
    this.#tokens.delete(audience);
    this.#tokens.set(audience, { token, madeMs: nowMs });
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > MAX_AUDIENCES && oldest !== undefined) this.#tokens.delete(oldest);
    return token;
  }
}
