/** The key of an account with an authority: it signs every request (RFC 8555, section 6.2). */
import { encodeBase64Url } from "./base64_url.ts";

const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;

/** As much of a public key as belongs into requests, in the order of RFC 7638. */
export interface PublicJwk {
  crv: string;
  kty: string;
  x: string;
  y: string;
}

/** An ES256 key (RFC 7518, section 3.4). */
export class AccountKey {
  readonly #private: CryptoKey;
  readonly publicJwk: PublicJwk;

  private constructor(privateKey: CryptoKey, publicJwk: PublicJwk) {
    this.#private = privateKey;
    this.publicJwk = publicJwk;
  }

  /** Makes a new one. */
  static async make(): Promise<AccountKey> {
    const pair = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
    return await AccountKey.read(await crypto.subtle.exportKey("jwk", pair.privateKey));
  }

  /** The key in a JWK (RFC 7517); rejects when it is none on P-256. */
  static async read(jwk: JsonWebKey): Promise<AccountKey> {
    const { crv = "", kty = "", x = "", y = "" } = jwk;
    const key = await crypto.subtle.importKey("jwk", jwk, CURVE, true, ["sign"]);
    return new AccountKey(key, { crv, kty, x, y });
  }

  /** The private key as a JWK, to be kept. */
  async exported(): Promise<JsonWebKey> {
    return await crypto.subtle.exportKey("jwk", this.#private);
  }

  /** The fingerprint of the key (RFC 7638), which challenges are answered with. */
  async thumbprint(): Promise<string> {
    const bytes = new TextEncoder().encode(JSON.stringify(this.publicJwk));
    return encodeBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  }

  /** A flattened JWS in JSON (RFC 7515, section 7.2.2); without `payload` that of a POST-as-GET. */
  async sign(header: Record<string, unknown>, payload: unknown): Promise<string> {
    const encoder = new TextEncoder();
    const head = encodeBase64Url(encoder.encode(JSON.stringify({ alg: "ES256", ...header })));
    const body = payload === undefined
      ? ""
      : encodeBase64Url(encoder.encode(JSON.stringify(payload)));
    const signed = encoder.encode(`${head}.${body}`);
    const signature = await crypto.subtle.sign(SIGNATURE, this.#private, signed);
    return JSON.stringify({
      protected: head,
      payload: body,
      signature: encodeBase64Url(new Uint8Array(signature)),
    });
  }
}
