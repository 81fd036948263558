/** An authority of nobody's making, on this machine and without TLS: what it answers is the test's. */

/** What it answers to a path, with a nonce in every answer. */
export type FakeAnswer = (path: string, request: Request) => Response | Promise<Response>;

/** Answers until the test is over. */
export class FakeAuthority implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  /** The paths that were asked for. */
  readonly asked: string[] = [];

  constructor(answer: FakeAnswer) {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async (request) => {
        const { pathname } = new URL(request.url);
        this.asked.push(pathname);
        const answered = await answer(pathname, request);
        answered.headers.set("replay-nonce", `nonce-${this.asked.length}`);
        return answered;
      },
    );
  }

  /** Where `path` is. */
  at(path: string): string {
    return `http://127.0.0.1:${this.#server.addr.port}${path}`;
  }

  /** A directory whose parts are what they should be, unless the test says otherwise. */
  directory(more: Record<string, unknown> = {}): Response {
    return Response.json({
      newNonce: this.at("/nonce"),
      newAccount: this.at("/account"),
      newOrder: this.at("/order"),
      ...more,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** A refusal (RFC 7807). */
export function problem(
  type: string,
  { detail = "no", headers = {}, status = 400 }: {
    detail?: string;
    status?: number;
    headers?: Record<string, string>;
  } = {},
): Response {
  return new Response(
    JSON.stringify({ type: `urn:ietf:params:acme:error:${type}`, detail }),
    { status, headers: { "content-type": "application/problem+json", ...headers } },
  );
}
