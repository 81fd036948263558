/** Starts terminals' keys as processes, which are killed in the middle of what they do. */
import { fileURLToPath } from "node:url";
import { within } from "../deadline.ts";

const MAIN = fileURLToPath(new URL("./key_process.ts", import.meta.url));

/** What a process does once it is in. */
export type KeyWork =
  | { do: "arrive"; until: string }
  | { do: "say" | "edit" | "react"; to: string; text: string }
  | { do: "new_code" }
  | { do: "remove"; number: number }
  | { do: "ask_link"; code: string }
  | { do: "show_link" };

/** Who comes in where, and what for. */
export interface KeyTask {
  port: number;
  folder: string;
  username: string;
  register?: boolean;
  work: KeyWork;
}

/** One of them. */
export class KeyProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #text = "";
  #wake = Promise.withResolvers<void>();

  constructor(task: KeyTask) {
    const args = ["run", "--quiet", "--no-check", "--allow-all", MAIN, JSON.stringify(task)];
    this.#child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stdin: "null" })
      .spawn();
    this.#reading = this.#read();
  }

  /** Its nth line, when it is there. */
  async line(index: number): Promise<string> {
    return await within(
      (async () => {
        for (;;) {
          const lines = this.#text.split("\n");
          if (lines.length > index + 1) return lines[index] ?? "";
          await this.#wake.promise;
        }
      })(),
      `line ${index} of a process that said ${JSON.stringify(this.#text)}`,
      60_000,
    );
  }

  /** Kills it as `kill -9` does. */
  kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
  }

  /** Whether it had done everything when it ended. */
  async ended(): Promise<boolean> {
    await within(this.#child.status, "a process to end", 60_000);
    await this.#reading;
    return this.#text.endsWith("done\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#child.status;
    await this.#reading;
  }

  async #read(): Promise<void> {
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.#text += text;
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    }
  }
}
