/** Says to push services which server pushes (VAPID, RFC 8292). */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import type { PushKeyPair } from "../journal/write/accounts/push.ts";

const SIGNING = { name: "ECDSA", namedCurve: "P-256" } as const;

/** For how long a signed word is good, and when another one is made; a day is the most, in seconds. */
const LIFETIME_S = 12 * 60 * 60;
const RENEWED_S = 60 * 60;

/** Most push services for which a signed word is kept. */
const MAX_SERVICES = 200;

/** Draws a pair of keys for a server that has none. */
export async function makePushKey(): Promise<PushKeyPair> {
  const pair = await crypto.subtle.generateKey(SIGNING, true, ["sign", "verify"]);
  const { d = "" } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)),
    privateKey: Uint8Array.fromBase64(d, { alphabet: "base64url" }),
  };
}

/** As it stands in requests and in what browsers are given: base64url without `=`. */
export function base64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Signs with the key of the server. */
export class Vapid {
  readonly #key: Promise<CryptoKey>;
  readonly #publicKey: string;
  readonly #contact: string | undefined;
  readonly #now: () => number;
  readonly #words = new BoundedMap<string, { word: Promise<string>; untilS: number }>(MAX_SERVICES);

  /** `contact` is an address for those who run push services: `https:` or `mailto:`. */
  constructor(
    { privateKey, publicKey }: PushKeyPair,
    { contact, now }: { contact: string | undefined; now: () => number },
  ) {
    this.#publicKey = base64Url(publicKey);
    this.#contact = contact;
    this.#now = now;
    const jwk = {
      kty: "EC",
      crv: "P-256",
      d: base64Url(privateKey),
      x: base64Url(publicKey.subarray(1, 33)),
      y: base64Url(publicKey.subarray(33)),
    };
    this.#key = crypto.subtle.importKey("jwk", jwk, SIGNING, false, ["sign"]);
    this.#key.catch(() => {}); // whoever signs is told
  }

  /** The header field `Authorization` for requests to the push service of this origin. */
  async authorization(origin: string): Promise<string> {
    const nowS = Math.floor(this.#now() / 1_000);
    let known = this.#words.get(origin);
    // A clock that was set back makes a word that ends too late.
    if (
      known === undefined || known.untilS < nowS + RENEWED_S || known.untilS > nowS + LIFETIME_S
    ) {
      const untilS = nowS + LIFETIME_S;
      known = { word: this.#signed(origin, untilS), untilS };
      this.#words.set(origin, known);
    }
    return `vapid t=${await known.word}, k=${this.#publicKey}`;
  }

  /** A JSON Web Token (RFC 7519), signed with ES256. */
  async #signed(origin: string, untilS: number): Promise<string> {
    const claims = {
      aud: origin,
      exp: untilS,
      ...(this.#contact === undefined ? {} : { sub: this.#contact }),
    };
    const text = [{ typ: "JWT", alg: "ES256" }, claims]
      .map((part) => base64Url(new TextEncoder().encode(JSON.stringify(part)))).join(".");
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    const signature = await crypto.subtle.sign(
      algorithm,
      await this.#key,
      new TextEncoder().encode(text),
    );
    return `${text}.${base64Url(new Uint8Array(signature))}`;
  }
}
