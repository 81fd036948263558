/** A small server that speaks the protocol and misbehaves on command, for tests of the client. */
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Message } from "../../protocol/records.ts";
import { LineSplitter, TOO_LONG } from "../../protocol/framing.ts";

/** A certificate with its key, both in PEM. */
export interface Identity {
  cert: string;
  key: string;
}

/** How a fake server is started. */
export interface FakeServerOptions {
  /** Serves TLS with this; plain without. */
  identity?: Identity;
  /** @default 0 */
  port?: number;
  /** @default "127.0.0.1" */
  host?: string;
  /** Changes the `hello`. */
  hello?: Record<string, unknown>;
}

/** What can happen to a message. */
export type FakeChange =
  | { event: "edited"; text: string }
  | { event: "deleted" }
  | { event: "reacted"; emoji: string; removed?: true };

type Fields = Record<string, unknown>;

/** Looks at a request before the server does; what it returns is sent instead of the answer. */
export type Interceptor = (request: Fields, client: FakeClient) => Fields | "ignore" | undefined;

/** One connection to the fake server. */
export class FakeClient {
  readonly socket: Socket;
  username: string | undefined;
  /** While true, no events are sent to it: a test of gaps. */
  isMuted = false;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Sends one line. */
  send(fields: Fields): void {
    if (this.socket.writable) this.socket.write(`${JSON.stringify(fields)}\n`);
  }

  /** Sends text as it is; resolves when there is room for more. */
  async sendRaw(text: string): Promise<void> {
    if (this.socket.writable && !this.socket.write(text)) {
      await new Promise<void>((resolve) => {
        this.socket.once("drain", resolve);
        this.socket.once("close", () => resolve());
      });
    }
  }

  /** Breaks the connection without a word. */
  cut(): void {
    this.socket.destroy();
  }
}

/** Accounts, one room and private messages, all in memory; any password that is not `wrong…` is right. */
export class FakeServer implements AsyncDisposable {
  readonly requests: Fields[] = [];
  readonly messages: Message[] = [];
  /** When each message was changed last, by its id. */
  readonly #changedAt = new Map<number, number>();
  readonly clients = new Set<FakeClient>();
  /** Tokens that are accepted. */
  readonly tokens = new Map<string, string>();
  intercept: Interceptor = () => undefined;
  readonly #server: Server;
  readonly #nonces = new Map<string, Message>();
  readonly #hello: Fields;
  #waiters: (() => void)[] = [];
  #nextId = 1;
  port = 0;

  private constructor(options: FakeServerOptions) {
    const accept = (socket: Socket) => this.#accept(socket);
    this.#server = options.identity
      ? createTlsServer({ cert: options.identity.cert, key: options.identity.key }, accept)
      : createServer(accept);
    this.#server.on("tlsClientError", () => {});
    this.#hello = {
      event: "hello",
      protocol: 1,
      server: "fake/1",
      name: "Fake",
      motd: "Be kind",
      registration: "open",
      limits: { line_bytes: 65_536, text_bytes: 8_192, page_messages: 1_000 },
      ...options.hello,
    };
  }

  /** Starts one; it listens when this resolves. */
  static async start(options: FakeServerOptions = {}): Promise<FakeServer> {
    const server = new FakeServer(options);
    await new Promise<void>((resolve, reject) => {
      server.#server.once("error", reject);
      server.#server.listen(options.port ?? 0, options.host ?? "127.0.0.1", () => resolve());
    });
    const address = server.#server.address();
    server.port = typeof address === "object" && address ? address.port : 0;
    return server;
  }

  /** Adds a message as if somebody had said it and sends it to everybody who may see it. */
  publish(
    from: string,
    text: string,
    place: { room: string } | { to: string },
    traits: { me?: true; reply_to?: number } = {},
  ): Message {
    const id = this.takeId();
    const message: Message = { id, from, text, time: timeOf(id), ...place, ...traits };
    this.messages.push(message);
    this.#send(message, { event: "message", ...message });
    return message;
  }

  /** Changes a message as if `by` had done so and tells everybody who may see it. */
  change(message: Message, by: string, change: FakeChange): number {
    const id = this.takeId();
    const index = this.messages.findIndex((known) => known.id === message.id);
    const place = message.room === undefined ? { to: message.to } : { room: message.room };
    const changed: Message = { ...message };
    if (change.event === "edited") {
      Object.assign(changed, { text: change.text, edited: timeOf(id) });
    }
    if (change.event === "deleted") Object.assign(changed, { text: "", deleted: true });
    this.messages[index] = changed;
    this.#changedAt.set(message.id, id);
    this.#send(message, {
      ...change,
      id,
      message: message.id,
      from: message.from,
      by,
      time: timeOf(id),
      ...place,
    });
    return id;
  }

  /** Sends an event to everybody who is logged in. */
  announce(event: Fields): void {
    for (const client of this.clients) if (client.username !== undefined) client.send(event);
  }

  /** Breaks all connections. */
  cutAll(): void {
    for (const client of this.clients) client.cut();
  }

  /** Resolves when `condition` holds; it is looked at after each request and connection. */
  async until(condition: () => boolean, limitMs = 10_000): Promise<void> {
    const deadline = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => deadline.reject(new Error(`not within ${limitMs} ms; got ${this.#summary()}`)),
      limitMs,
    );
    try {
      while (!condition()) {
        const change = new Promise<void>((resolve) => this.#waiters.push(resolve));
        await Promise.race([change, deadline.promise]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves when there were `count` requests for `action`. */
  untilRequests(action: string, count = 1): Promise<void> {
    return this.until(() => this.requestsFor(action).length >= count);
  }

  /** The requests for `action` so far. */
  requestsFor(action: string): Fields[] {
    return this.requests.filter((request) => request["action"] === action);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cutAll();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    const client = new FakeClient(socket);
    this.clients.add(client);
    const lines = new LineSplitter();
    socket.on("error", () => {});
    socket.on("close", () => {
      this.clients.delete(client);
      this.#wake();
    });
    socket.on("data", (chunk) => {
      lines.push(new Uint8Array(chunk));
      for (let line = lines.next(); line !== undefined; line = lines.next()) {
        if (line !== TOO_LONG) this.#take(client, new TextDecoder().decode(line));
      }
      this.#wake();
    });
    client.send(this.#hello);
    this.#wake();
  }

  #take(client: FakeClient, line: string): void {
    let request: Fields;
    try {
      request = JSON.parse(line) as Fields;
    } catch {
      client.send({ ok: false, error: "bad_json", message: "This line is not a JSON object" });
      return;
    }
    this.requests.push(request);
    const answer = this.intercept(request, client) ?? this.#answer(client, request);
    if (answer === "ignore") return;
    const ref = request["ref"];
    client.send(ref === undefined ? answer : { ref, ...answer });
    if (request["action"] === "exit" || request["action"] === "logout") {
      client.send({ event: "closing", reason: "exit", message: "Goodbye" });
      client.socket.end();
    }
  }

  #answer(client: FakeClient, request: Fields): Fields {
    switch (request["action"]) {
      case "register":
      case "login":
        return this.#logIn(client, request);
      case "say":
        return this.#say(client, request);
      case "poll":
        return this.#poll(client, request);
      case "history":
        return this.#page(client, request, (message) => isIn(message, client, request), "last");
      case "edit":
      case "delete":
      case "react":
        return this.#change(client, request);
      case "create":
      case "join":
        return { ok: true, room: request["room"] };
      case "who":
        return { ok: true, users: [{ username: "alice", connections: 1 }] };
      default:
        return { ok: true };
    }
  }

  #logIn(client: FakeClient, request: Fields): Fields {
    const { password, token, username } = request;
    const known = typeof token === "string" ? this.tokens.get(token) : undefined;
    const name = known ?? (typeof username === "string" ? username : undefined);
    if (name === undefined || (known === undefined && String(password).startsWith("wrong"))) {
      return { ok: false, error: "bad_credentials", message: "Wrong username or password" };
    }
    client.username = name;
    const newToken = `token-${this.tokens.size + 1}`;
    this.tokens.set(newToken, name);
    return {
      ok: true,
      username: name,
      token: newToken,
      rooms: ["general"],
      last_id: this.#nextId - 1,
    };
  }

  #say(client: FakeClient, request: Fields): Fields {
    const { me, nonce, reply_to: replyTo, room, text, to } = request;
    const from = client.username;
    if (from === undefined) return { ok: false, error: "login_required", message: "Log in first" };
    const key = `${from} ${String(nonce)}`;
    const known = nonce === undefined ? undefined : this.#nonces.get(key);
    const place = typeof to === "string" ? { to } : { room: String(room) };
    const traits: { me?: true; reply_to?: number } = {
      ...(me === true ? { me } : {}),
      ...(typeof replyTo === "number" ? { reply_to: replyTo } : {}),
    };
    const message = known ?? this.publish(from, String(text), place, traits);
    this.#nonces.set(key, message);
    return { ok: true, id: message.id, time: message.time };
  }

  #change(client: FakeClient, { action, emoji, id, remove, text }: Fields): Fields {
    const message = this.messages.find((known) => known.id === id);
    const by = client.username;
    if (message === undefined || by === undefined) {
      return { ok: false, error: "no_such_message", message: "There is no such message" };
    }
    const removed = remove === true ? { removed: remove } as const : {};
    const change: FakeChange = action === "edit"
      ? { event: "edited", text: String(text) }
      : action === "delete"
      ? { event: "deleted" }
      : { event: "reacted", emoji: String(emoji), ...removed };
    return { ok: true, id: this.change(message, by, change) };
  }

  /** The next id: no message and no change has had it. */
  takeId(): number {
    const id = this.#nextId;
    this.#nextId += 2; // other people's private messages use ids up, too
    return id;
  }

  #send(message: Message, event: Fields): void {
    for (const client of this.clients) {
      if (client.username !== undefined && !client.isMuted && sees(client.username, message)) {
        client.send(event);
      }
    }
  }

  #poll(client: FakeClient, request: Fields): Fields {
    const after = Number(request["last_id"]);
    const page = this.#page(client, request, ({ id }) => id > after, "first");
    const lastId = page["more"]
      ? (page["messages"] as Message[]).at(-1)?.id ?? after
      : this.#nextId - 1;
    const changed = this.messages.filter((message) => {
      const changedAt = this.#changedAt.get(message.id) ?? 0;
      return message.id <= after && changedAt > after && changedAt <= lastId &&
        sees(client.username ?? "", message);
    });
    return { ...page, changed, last_id: lastId };
  }

  #page(
    client: FakeClient,
    request: Fields,
    matches: (message: Message) => boolean,
    which: "first" | "last",
  ): Fields {
    const limit = Number(request["limit"] ?? 100);
    const before = Number(request["before"] ?? Infinity);
    const found = this.messages.filter((message) =>
      sees(client.username ?? "", message) && matches(message) && message.id < before
    );
    const messages = which === "first" ? found.slice(0, limit) : found.slice(-limit);
    return { ok: true, messages, more: messages.length < found.length };
  }

  #summary(): string {
    return JSON.stringify(this.requests.slice(-20));
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}

function sees(username: string, message: Message): boolean {
  return message.to === undefined || message.to === username || message.from === username;
}

function isIn(message: Message, client: FakeClient, { room, with: other }: Fields): boolean {
  if (other === undefined) return message.room === room;
  const pair = [message.from, message.to];
  return message.to !== undefined && pair.includes(String(other)) &&
    pair.includes(client.username ?? "");
}

function timeOf(id: number): string {
  return new Date(Date.UTC(2026, 10, 20, 17, 0, id)).toISOString();
}
