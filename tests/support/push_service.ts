/** A push service on loopback, and a browser that subscribes at it (RFC 8030, RFC 8291). */
import { createDecipheriv, createECDH, createHmac, type ECDH, randomBytes } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { loadOrMakeCertificate } from "../../server/net/certificate/certificate_store.ts";
import { within } from "./deadline.ts";
import type { TemporaryFolder } from "./test_server.ts";

/** A request that the service got. */
export interface Pushed {
  path: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Keeps what it gets, and answers with `status`. */
export class PushService implements AsyncDisposable {
  status = 201;
  readonly #pushed: Pushed[] = [];
  readonly #waiting: ((pushed: Pushed) => void)[] = [];
  readonly #close: () => Promise<void>;

  private constructor(readonly port: number, readonly caCert: string, close: () => Promise<void>) {
    this.#close = close;
  }

  /** Opens one, with a certificate for `localhost` that nobody vouches for. */
  static async open(folder: TemporaryFolder): Promise<PushService> {
    const certificate = await loadOrMakeCertificate(folder.path, {
      hostname: "push.localhost",
      now: new Date(),
    });
    const { certificatePem: cert, privateKeyPem: key } = certificate;
    const server = createServer({ cert, key }, (request, response) => {
      const parts: Uint8Array[] = [];
      request.on("data", (part: Uint8Array) => parts.push(part));
      request.on("end", () => {
        const headers = request.headers as Record<string, string>;
        const body = new Uint8Array(parts.flatMap((part) => [...part]));
        service.#take({ path: request.url ?? "", headers, body });
        response.writeHead(service.status, { Location: "https://elsewhere.example/" });
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const service: PushService = new PushService(port, cert, () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }));
    return service;
  }

  /** The address of a subscription. */
  endpoint(path: string): string {
    return `https://push.localhost:${this.port}${path}`;
  }

  /** The next request, now or later. */
  next(): Promise<Pushed> {
    const known = this.#pushed.shift();
    if (known !== undefined) return Promise.resolve(known);
    const { promise, resolve } = Promise.withResolvers<Pushed>();
    this.#waiting.push(resolve);
    return within(promise, "something that is pushed");
  }

  /** How many requests nobody has asked for. */
  get left(): number {
    return this.#pushed.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  #take(pushed: Pushed): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#pushed.push(pushed);
    else waiting(pushed);
  }
}

/** A browser's side of the encryption, with Node's own primitives. */
export class PushReceiver {
  readonly #ecdh: ECDH = createECDH("prime256v1");
  readonly #auth = randomBytes(16);

  constructor() {
    this.#ecdh.generateKeys();
  }

  /** What it tells the server. */
  get keys(): { p256dh: string; auth: string } {
    return {
      p256dh: this.#ecdh.getPublicKey("base64url"),
      auth: this.#auth.toString("base64url"),
    };
  }

  /** The same as bytes. */
  get rawKeys(): { p256dh: Uint8Array; auth: Uint8Array } {
    return { p256dh: new Uint8Array(this.#ecdh.getPublicKey()), auth: new Uint8Array(this.#auth) };
  }

  /** The text of a body (RFC 8291, section 3.4). */
  decrypt(body: Uint8Array): string {
    const salt = body.subarray(0, 16);
    const length = body[20] ?? 0;
    const theirs = body.subarray(21, 21 + length);
    const sealed = body.subarray(21 + length);
    const shared = this.#ecdh.computeSecret(theirs);
    const own = this.#ecdh.getPublicKey();
    const secret = hkdf(shared, this.#auth, [utf8("WebPush: info\0"), own, theirs], 32);
    const key = hkdf(secret, salt, [utf8("Content-Encoding: aes128gcm\0")], 16);
    const nonce = hkdf(secret, salt, [utf8("Content-Encoding: nonce\0")], 12);
    const opening = createDecipheriv("aes-128-gcm", key, nonce);
    opening.setAuthTag(sealed.subarray(-16));
    const plain = new Uint8Array([...opening.update(sealed.subarray(0, -16)), ...opening.final()]);
    if (plain.at(-1) !== 2) throw new Error("This is not the last record");
    return new TextDecoder().decode(plain.subarray(0, -1));
  }
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The first block of HKDF-Expand of what HKDF-Extract makes (RFC 5869). */
function hkdf(
  secret: Uint8Array,
  salt: Uint8Array,
  info: readonly Uint8Array[],
  bytes: number,
): Uint8Array {
  const extracted = createHmac("sha256", salt).update(secret).digest();
  const expanding = createHmac("sha256", extracted);
  for (const part of info) expanding.update(part);
  return new Uint8Array(expanding.update(Uint8Array.of(1)).digest()).subarray(0, bytes);
}
