/** Answers `GET /metrics` on an address of its own: whoever can reach that may see it. */
import type { Transport } from "../../net/transport.ts";
import { exposition, type Family, formatFor } from "../../metrics/exposition.ts";
import type { Services } from "../../commands/services.ts";
import { answeredInLog } from "../web/logged_answer.ts";
import type { Site } from "../entrance.ts";
import { HttpError } from "../web/http_error.ts";
import type { Head } from "../web/http_head.ts";
import { REQUEST_TIMES, RequestReader } from "../web/request_reader.ts";
import { encodeResponse, type Response, textResponse } from "../web/response.ts";
import { WebStream } from "../web/web_stream.ts";

/** Most connections at once: nobody but a few collectors comes here. */
const MAX_STREAMS = 16;

/** What the site is made of. */
export interface MetricsSiteOptions extends Pick<Services, "elapsed" | "log"> {
  families(): Promise<readonly Family[]>;
  now(): number;
  onFailure(message: string): void;
}

/** The metrics of a server. */
export class MetricsSite implements Site {
  readonly #options: MetricsSiteOptions;
  readonly #streams = new Set<WebStream>();

  constructor(options: MetricsSiteOptions) {
    this.#options = options;
  }

  async serve(transport: Transport): Promise<void> {
    const stream = new WebStream(transport);
    this.#streams.add(stream);
    try {
      if (this.#streams.size > MAX_STREAMS) {
        await this.#write(stream, textResponse(503, "Too many connections"), undefined);
      } else await this.#converse(stream);
    } catch {
      // The connection broke.
    } finally {
      this.#streams.delete(stream);
    }
    stream.close();
    await stream.closed;
  }

  /** Ends what is under way. */
  close(): void {
    for (const stream of this.#streams) stream.close();
  }

  async #converse(stream: WebStream): Promise<void> {
    const reader = new RequestReader(stream, REQUEST_TIMES);
    for (;;) {
      let head: Head | undefined;
      try {
        head = await reader.head();
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        return await this.#write(stream, textResponse(error.status, error.message), undefined);
      }
      if (head === undefined || stream.isClosing) return;
      const isLast = head.isLast || head.bodyBytes > 0;
      const asked = head;
      const origin = () => `${stream.address}:${stream.port}`;
      const response = await answeredInLog(this.#options, { head, origin }, async () => {
        const answer = await this.#answer(asked);
        return { status: answer.status, answer };
      });
      await this.#write(stream, response, { head, isLast });
      if (isLast) return;
    }
  }

  async #answer({ fields, method, path }: Head): Promise<Response> {
    if (path !== "/metrics") return textResponse(404, "There is /metrics here, and nothing else");
    if (method !== "GET" && method !== "HEAD") {
      return textResponse(405, "Only GET and HEAD are answered here", { Allow: "GET, HEAD" });
    }
    try {
      const format = formatFor(fields.get("accept"));
      const text = exposition(await this.#options.families(), format);
      return {
        status: 200,
        headers: { "Content-Type": format.contentType, "Cache-Control": "no-store" },
        body: new TextEncoder().encode(text),
      };
    } catch (error) {
      this.#options.onFailure(`The metrics cannot be told: ${String(error)}`);
      return textResponse(500, "The metrics cannot be told; the log says why");
    }
  }

  async #write(
    stream: WebStream,
    response: Response,
    asked: { head: Head; isLast: boolean } | undefined,
  ): Promise<void> {
    const isHead = asked?.head.method === "HEAD";
    const isLast = asked?.isLast ?? true;
    const bytes = encodeResponse(response, { isHead, isLast, nowMs: this.#options.now() });
    await stream.writeAll(bytes);
  }
}
