/** A small server that takes and gives files, and breaks off or lies on command, for tests of the client. */
import { createHash } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";

/** An upload as the server has it. */
export interface HeldUpload {
  length: number;
  bytes: Uint8Array;
  offset: number;
  sha256: string;
}

/** A file that can be fetched. */
export interface HeldFile {
  name: string;
  bytes: Uint8Array;
}

/** A request as it came, without its body. */
export interface SeenRequest {
  method: string;
  path: string;
  fields: Map<string, string>;
}

/** Looks at a request before the server does; what it returns is sent as it is, and the end. */
export type Liar = (request: SeenRequest) => string | Uint8Array | undefined;

/** Speaks the native protocol up to `http`, then HTTP; one process, in memory. */
export class FileServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly uploads = new Map<string, HeldUpload>();
  readonly files = new Map<number, HeldFile>();
  readonly requests: SeenRequest[] = [];
  /** The token that is accepted. */
  token = "a-token";
  /** What the hello says of files. */
  hello: Record<string, unknown> = { files: { max_size: 1_000_000_000 } };
  liar: Liar = () => undefined;
  /** Whether a connection stays open behind a lie. */
  staysOpen = false;
  /** Breaks the connection off after so many bytes of a body, up or down; asked for each body. */
  breakAfter: () => number = () => Infinity;
  /** How many bytes of uploads have come, what came twice counted twice. */
  received = 0;
  #nextId = 1;

  private constructor() {
    this.#server = createServer((socket) => void this.#serve(socket));
  }

  /** Starts on a free port of loopback. */
  static async start(): Promise<FileServer> {
    const server = new FileServer();
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Ends all connections; new ones are taken. */
  breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.breakAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on("error", () => {}); // clients go as they like
    socket.on("close", () => this.#sockets.delete(socket));
    const hello = { event: "hello", protocol: 1, name: "files", motd: "", registration: "open" };
    socket.write(`${JSON.stringify({ ...hello, ...this.hello })}\n`);
    const input = new Input(socket);
    try {
      const line = await input.until("\n");
      if (JSON.parse(line).action !== "http") return void socket.destroy();
      socket.write('{"ok":true}\n');
      for (;;) {
        const head = await input.until("\r\n\r\n");
        const [first = "", ...lines] = head.trimEnd().split("\r\n");
        const [method = "", path = ""] = first.split(" ");
        const fields = new Map(lines.map((each) => {
          const [name = "", ...rest] = each.split(":");
          return [name.toLowerCase(), rest.join(":").trim()];
        }));
        const request = { method, path, fields };
        this.requests.push(request);
        await this.#answer(request, input, socket);
      }
    } catch {
      socket.destroy(); // the client is gone, or was broken off
    }
  }

  async #answer(request: SeenRequest, input: Input, socket: Socket): Promise<void> {
    const lie = this.liar(request);
    if (lie !== undefined) {
      socket.write(lie);
      return this.staysOpen ? undefined : void socket.end();
    }
    const { fields, method, path } = request;
    if (fields.get("authorization") !== `Bearer ${this.token}`) {
      await input.skip(Number(fields.get("content-length") ?? 0));
      return this.#refuse(socket, 401, "login_required");
    }
    const uploadId = /^\/files\/uploads\/(.+)$/.exec(path)?.[1];
    const messageId = /^\/files\/(\d+)\//.exec(path)?.[1];
    if (method === "POST" && path === "/files") return this.#begin(fields, socket);
    if (messageId !== undefined) return this.#give(Number(messageId), fields, socket);
    const upload = this.uploads.get(uploadId ?? "");
    if (upload === undefined) {
      await input.skip(Number(fields.get("content-length") ?? 0));
      return this.#refuse(socket, 404, "not_found", method === "HEAD");
    }
    if (method === "DELETE") {
      this.uploads.delete(uploadId ?? "");
      return this.#say(socket, "204 No Content", {});
    }
    if (method === "PATCH" && !await this.#take(upload, fields, input, socket)) return;
    this.#say(socket, "204 No Content", standing(upload));
  }

  #begin(fields: Map<string, string>, socket: Socket): void {
    const id = `upload-${String(this.#nextId++).padStart(24, "0")}`;
    const length = Number(fields.get("upload-length"));
    const [, digest = ""] = /^sha-256=:(.+):$/.exec(fields.get("repr-digest") ?? "") ?? [];
    const sha256 = Uint8Array.fromBase64(digest).toHex();
    const upload = { length, bytes: new Uint8Array(length), offset: 0, sha256 };
    this.uploads.set(id, upload);
    this.#say(socket, "201 Created", { Location: `/files/uploads/${id}`, ...standing(upload) });
  }

  async #take(
    upload: HeldUpload,
    fields: Map<string, string>,
    input: Input,
    socket: Socket,
  ): Promise<boolean> {
    const length = Number(fields.get("content-length"));
    if (Number(fields.get("upload-offset")) !== upload.offset) {
      await input.skip(length);
      this.#say(socket, "409 Conflict", standing(upload));
      return false;
    }
    const most = this.breakAfter();
    for (let left = length, taken = 0; left > 0;) {
      const piece = await input.piece(Math.min(left, Math.max(1, most - taken)));
      upload.bytes.set(piece, upload.offset);
      upload.offset += piece.length;
      this.received += piece.length;
      taken += piece.length;
      left -= piece.length;
      if (taken >= most) throw new Error("broken off");
    }
    if (upload.offset < upload.length) return true;
    if (hashOf(upload.bytes) === upload.sha256) return true;
    for (const [id, held] of this.uploads) if (held === upload) this.uploads.delete(id);
    this.#refuse(socket, 400, "hash_mismatch");
    return false;
  }

  #give(id: number, fields: Map<string, string>, socket: Socket): void {
    const file = this.files.get(id);
    if (file === undefined) return this.#refuse(socket, 404, "not_found");
    const { bytes, name } = file;
    const tag = `"${hashOf(bytes)}"`;
    const [, first] = /^bytes=(\d+)-$/.exec(fields.get("range") ?? "") ?? [];
    const from = first !== undefined && fields.get("if-range") === tag ? Number(first) : 0;
    const body = bytes.subarray(from, from + this.breakAfter());
    this.#say(socket, from > 0 ? "206 Partial Content" : "200 OK", {
      ETag: tag,
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      ...(from > 0 ? { "Content-Range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
      "Content-Length": String(bytes.length - from),
    });
    socket.write(body);
    if (body.length < bytes.length - from) socket.end();
  }

  #refuse(socket: Socket, status: number, error: string, isHead = false): void {
    const text = JSON.stringify({ ok: false, error, message: `No: ${error}` });
    this.#say(socket, `${status} No`, { "Content-Length": String(text.length) });
    if (!isHead) socket.write(text);
  }

  #say(socket: Socket, status: string, fields: Record<string, string>): void {
    const length = status.startsWith("204") ? {} : { "Content-Length": "0" };
    const lines = Object.entries({ ...length, ...fields }).map(([name, value]) =>
      `${name}: ${value}\r\n`
    ).join("");
    socket.write(`HTTP/1.1 ${status}\r\n${lines}\r\n`);
  }
}

/** SHA-256 in hexadecimal. */
export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function standing({ length, offset }: HeldUpload): Record<string, string> {
  return {
    "Upload-Offset": String(offset),
    "Upload-Length": String(length),
    "Upload-Complete": offset === length ? "?1" : "?0",
  };
}

/** What comes over a socket. */
class Input {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(socket: Socket) {
    this.#chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  }

  async until(end: string): Promise<string> {
    let text = "";
    while (!text.endsWith(end)) text += String.fromCharCode(...await this.piece(1));
    return text;
  }

  async piece(most: number): Promise<Uint8Array> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) throw new Error("the end");
      this.#rest = value;
    }
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  async skip(bytes: number): Promise<void> {
    for (let left = bytes; left > 0;) left -= (await this.piece(left)).length;
  }
}
