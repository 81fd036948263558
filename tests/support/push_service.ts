/** A push service and a browser for tests: takes what is pushed and decrypts it by an own path. */
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
} from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer as createPlainServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { within } from "./deadline.ts";
import type { Line } from "./test_client.ts";

/** A browser as a push service knows it. */
export class TestBrowserKeys {
  readonly #keys = createECDH("prime256v1");
  readonly #secret = randomBytes(16);

  constructor() {
    this.#keys.generateKeys();
  }

  /** The fields of `push_subscribe` besides the endpoint. */
  get fields(): { p256dh: string; auth: string } {
    return {
      p256dh: this.#keys.getPublicKey().toString("base64url"),
      auth: this.#secret.toString("base64url"),
    };
  }

  /** What was pushed, by RFC 8188 and RFC 8291 once more; throws when it is not for this browser. */
  decrypt(body: Uint8Array): string {
    const salt = body.subarray(0, 16);
    const keyLength = body[20] ?? 0;
    const theirs = body.subarray(21, 21 + keyLength);
    const record = body.subarray(21 + keyLength);
    const own = this.#keys.getPublicKey();
    const info = joined("WebPush: info\0", own, theirs);
    const input = hkdf(this.#keys.computeSecret(theirs), this.#secret, info, 32);
    const key = hkdf(input, salt, joined("Content-Encoding: aes128gcm\0"), 16);
    const iv = hkdf(input, salt, joined("Content-Encoding: nonce\0"), 12);
    const decipher = createDecipheriv("aes-128-gcm", key, iv);
    decipher.setAuthTag(record.subarray(-16));
    const opened = joined(decipher.update(record.subarray(0, -16)), decipher.final());
    const end = opened.findLastIndex((byte) => byte !== 0);
    if (opened[end] !== 2) throw new Error("The record does not end as the last one does");
    return new TextDecoder().decode(opened.subarray(0, end));
  }
}

/** One request that came. */
export interface Pushed {
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** A push service on this machine. */
export class TestPushService implements AsyncDisposable {
  readonly pushed: Pushed[] = [];
  /** What is answered from now on. */
  status = 201;
  headers: Readonly<Record<string, string>> = {};
  readonly #server: Server;
  readonly #waiting = new Set<() => void>();
  readonly #isEncrypted: boolean;

  private constructor(certificate: { certificatePem: string; privateKeyPem: string } | undefined) {
    const answer = (request: IncomingMessage) => this.#take(request);
    this.#isEncrypted = certificate !== undefined;
    this.#server = certificate === undefined ? createPlainServer() : createTlsServer({
      cert: certificate.certificatePem,
      key: certificate.privateKeyPem,
    }) as unknown as Server;
    this.#server.on("request", (request, response) => {
      void answer(request).then(() => {
        response.writeHead(this.status, { ...this.headers });
        response.end();
      });
    });
  }

  /** Starts one; with a certificate it speaks TLS. */
  static async start(
    certificate?: { certificatePem: string; privateKeyPem: string },
  ): Promise<TestPushService> {
    const service = new TestPushService(certificate);
    await new Promise<void>((resolve) => service.#server.listen(0, "127.0.0.1", resolve));
    return service;
  }

  /** Address of the service, by this host. */
  url(path: string, host = "127.0.0.1"): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${this.#isEncrypted ? "https" : "http"}://${host}:${port}${path}`;
  }

  /** The `count`th push, now or later. */
  async push(count: number): Promise<Pushed> {
    const { promise, resolve } = Promise.withResolvers<Pushed>();
    const check = () => {
      const found = this.pushed[count - 1];
      if (found !== undefined) resolve(found);
    };
    this.#waiting.add(check);
    check();
    const found = await within(promise, `push number ${count}`);
    this.#waiting.delete(check);
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #take(request: IncomingMessage): Promise<void> {
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part as Uint8Array);
    this.pushed.push({
      path: request.url ?? "",
      headers: request.headers as Record<string, string>,
      body: joined(...parts),
    });
    for (const check of this.#waiting) check();
  }
}

/** The claims of the token in a header field `Authorization`, if `key` has signed them (RFC 8292). */
export function vapidClaims(authorization: string, key: string): Line {
  const [, token = "", named = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? [];
  if (named !== key) throw new Error("It is signed with another key");
  const point = Uint8Array.fromBase64(key, { alphabet: "base64url" });
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toBase64({ alphabet: "base64url", omitPadding: true }),
    y: point.subarray(33).toBase64({ alphabet: "base64url", omitPadding: true }),
  };
  const [head = "", claims = "", signature = ""] = token.split(".");
  const isSigned = verify(
    "sha256",
    new TextEncoder().encode(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
    Uint8Array.fromBase64(signature, { alphabet: "base64url" }),
  );
  if (!isSigned) throw new Error("The signature is wrong");
  return JSON.parse(
    new TextDecoder().decode(Uint8Array.fromBase64(claims, { alphabet: "base64url" })),
  );
}

function hkdf(input: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", input, salt, info, length));
}

function joined(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const bytes = parts.map((part) =>
    typeof part === "string" ? new TextEncoder().encode(part) : part
  );
  const all = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of bytes) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
