/** Where outgoing hooks lead in tests: takes requests, and answers as it is told. */
import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { within } from "./deadline.ts";
import type { Line } from "./test_client.ts";

/** One request that came. */
export interface Received {
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  event: Line;
}

/** What is done with a request: nothing at all is possible, too. */
export type Answering = (response: ServerResponse, received: Received) => void;

/** Answers 200 and nothing else. */
export const OK: Answering = (response) => void response.writeHead(200).end();

/** Answers with a status. */
export function status(code: number, headers: Record<string, string> = {}): Answering {
  return (response) => void response.writeHead(code, headers).end();
}

/** Answers with JSON. */
export function json(value: unknown): Answering {
  return (response) => {
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(value));
  };
}

/** A program on this machine. */
export class HookReceiver implements AsyncDisposable {
  readonly received: Received[] = [];
  /** What is done from now on. */
  answer: Answering = OK;
  readonly #server: Server = createServer((request, response) => {
    void this.#take(request, response);
  });
  readonly #waiting = new Set<() => void>();

  static async start(): Promise<HookReceiver> {
    const receiver = new HookReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  url(path = "/hook"): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** The `count`th request, now or later. */
  async request(count: number): Promise<Received> {
    const { promise, resolve } = Promise.withResolvers<Received>();
    const check = () => {
      const found = this.received[count - 1];
      if (found !== undefined) resolve(found);
    };
    this.#waiting.add(check);
    check();
    const found = await within(promise, `request number ${count}`);
    this.#waiting.delete(check);
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const part of request) body += new TextDecoder().decode(part as Uint8Array);
    const received = {
      path: request.url ?? "",
      headers: request.headers as Record<string, string>,
      body,
      event: JSON.parse(body),
    };
    this.received.push(received);
    this.answer(response, received);
    for (const check of this.#waiting) check();
  }
}

/** Whether a request is signed with a secret, as docs/hooks.md says. */
export function isSignedWith(secret: string, { body, headers }: Received): boolean {
  const signed = `${headers["x-chat-timestamp"]}.${body}`;
  const hex = createHmac("sha256", secret).update(signed).digest("hex");
  return headers["x-chat-signature-256"] === `sha256=${hex}`;
}
