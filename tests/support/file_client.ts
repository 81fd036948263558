/** Sends and fetches files over a real connection, request by request. */
import { createHash } from "node:crypto";
import { RawConnection, type RawResponse } from "./raw_connection.ts";

/** How a client gets at the files of a server. */
export interface FileClientOptions {
  port: number;
  /** Undefined for those who bring a cookie. */
  token?: string | undefined;
  cookie?: string | undefined;
  tls?: boolean;
  /** Sent before everything else, as proxies do. */
  first?: string;
  /** Speaks HTTP from the first byte on, as browsers do. @default false */
  web?: boolean;
}

/** What an upload needs besides its bytes. */
export interface Announced {
  length?: number;
  digest?: string;
  isComplete?: boolean;
}

/** One connection that speaks HTTP. */
export class FileClient implements Disposable {
  readonly raw: RawConnection;
  readonly #fields: Record<string, string>;

  private constructor(raw: RawConnection, fields: Record<string, string>) {
    this.raw = raw;
    this.#fields = fields;
  }

  /** Connects; natively it says `http` first. */
  static async open(options: FileClientOptions): Promise<FileClient> {
    const { port, token, cookie, tls = false, web = false, first } = options;
    const raw = tls
      ? await RawConnection.tls(port, web ? ["http/1.1"] : [])
      : await RawConnection.plain(port);
    try {
      if (first !== undefined) await raw.send(first);
      if (!web) {
        const hello = await raw.line();
        if (hello["event"] !== "hello") throw new Error("The server did not say hello");
        await raw.send('{"action":"http"}\n');
        const answer = await raw.line();
        if (answer["ok"] !== true) throw new Error(`No HTTP here: ${JSON.stringify(answer)}`);
      }
    } catch (error) {
      raw[Symbol.dispose]();
      throw error;
    }
    return new FileClient(raw, {
      Host: "chat.example",
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(cookie === undefined ? {} : { Cookie: cookie, Origin: "http://chat.example" }),
    });
  }

  /** Sends a request with a body, or a part of one, and reads the answer. */
  async ask(
    method: string,
    path: string,
    { fields = {}, body }: { fields?: Record<string, string>; body?: Uint8Array } = {},
  ): Promise<RawResponse> {
    await this.begin(method, path, {
      ...(body === undefined ? {} : { "Content-Length": String(body.length) }),
      ...fields,
    });
    if (body !== undefined) await this.raw.send(body);
    return await this.raw.response({ isHead: method === "HEAD" });
  }

  /** Sends the head of a request alone. */
  async begin(method: string, path: string, fields: Record<string, string> = {}): Promise<void> {
    const lines = Object.entries({ ...this.#fields, ...fields })
      .map(([name, value]) => `${name}: ${value}\r\n`);
    await this.raw.send(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  }

  /** Begins an upload with these bytes. */
  post(body: Uint8Array, announced: Announced = {}): Promise<RawResponse> {
    const { length = body.length, digest, isComplete = length === body.length } = announced;
    return this.ask("POST", "/files", {
      fields: {
        "Upload-Length": String(length),
        "Upload-Complete": isComplete ? "?1" : "?0",
        ...(digest === undefined ? {} : { "Repr-Digest": digest }),
      },
      body,
    });
  }

  /** Goes on with an upload. */
  patch(
    path: string,
    offset: number,
    body: Uint8Array,
    fields: Record<string, string> = {},
  ): Promise<RawResponse> {
    return this.ask("PATCH", path, {
      fields: {
        "Content-Type": "application/partial-upload",
        "Upload-Offset": String(offset),
        ...fields,
      },
      body,
    });
  }

  /** Uploads a file at once; returns the id of the upload. */
  async upload(bytes: Uint8Array): Promise<string> {
    const { status, fields, text } = await this.post(bytes, { digest: digestOf(bytes) });
    if (status !== 201) throw new Error(`The upload was refused: ${status} ${text}`);
    return idIn(fields.get("location"));
  }

  [Symbol.dispose](): void {
    this.raw[Symbol.dispose]();
  }
}

/** The id of an upload in its address. */
export function idIn(location: string | undefined): string {
  return /^\/files\/uploads\/([A-Za-z0-9_-]{22,})$/.exec(location ?? "")?.[1] ?? "";
}

/** SHA-256 in hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** SHA-256 as a digest field says it. */
export function digestOf(bytes: Uint8Array): string {
  return `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;
}

/** Bytes that do not repeat, the same for every `seed`. */
export function someBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed * 2_654_435_761 >>> 0 || 1;
  for (let at = 0; at < length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state & 0xff;
  }
  return bytes;
}
