/** Runs programs in a real xterm on a screen of its own, with real keys and a real mouse. */
import { HeadlessScreen } from "../client/full/support/headless.ts";

/** What there has to be: the terminal, a screen in memory, hands, and what writes everything down. */
const PROGRAMS = ["xterm", "Xvfb", "xdotool", "script"] as const;

/** How long anything may take. */
const LIMIT_MS = 20_000;
/** How long a turn of the wheel has to show, and how often it is turned. */
const TURN_LIMIT_MS = 3_000;
const MAX_TURNS = 7;
/** How often the screen is looked at: nobody tells that something has changed on it. */
const LOOK_PAUSE_MS = 40;

/** Characters of the terminal, in the font "fixed", which every server of X has: pixels of each. */
const CELL = { width: 6, height: 13 };
/** Pixels around the characters. */
const BORDER = 2;

/** Defines a test that is reported as ignored, with the reason in its name, where something is missing. */
export function xtermTest(name: string, fn: () => Promise<void>): void {
  const missing = PROGRAMS.filter((program) => !isInstalled(program));
  const needs = missing.length === 0 ? "" : ` (skipped: needs ${missing.join(", ")})`;
  Deno.test({ name: `${name}${needs}`, ignore: missing.length > 0, fn });
}

function isInstalled(program: string): boolean {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}

/** How a terminal is started. */
export interface XtermOptions {
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  /** For what the program writes. */
  folder: string;
  columns?: number;
  rows?: number;
}

/** One window. What is on it is what a second terminal makes of all that was written to it. */
export class Xterm implements AsyncDisposable {
  readonly #children: Deno.ChildProcess[];
  readonly #display: string;
  readonly #output: string;
  readonly #size: { columns: number; rows: number };

  private constructor(
    children: Deno.ChildProcess[],
    { display, output, size }: {
      display: string;
      output: string;
      size: { columns: number; rows: number };
    },
  ) {
    this.#children = children;
    this.#display = display;
    this.#output = output;
    this.#size = size;
  }

  /** Resolves when the program is about to start and has the keys. */
  static async start(options: XtermOptions): Promise<Xterm> {
    const { columns = 100, command, env, folder, rows = 30 } = options;
    const screen = new Deno.Command("Xvfb", {
      args: ["-displayfd", "1", "-screen", "0", "1000x700x24", "-nolisten", "tcp"],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const lines = screen.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const display = `:${(await lines.read()).value?.trim()}`;
    await lines.cancel();
    const output = `${folder}/xterm-${crypto.randomUUID()}`;
    const words = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
    const window = new Deno.Command("xterm", {
      args: [
        ...["-fn", "fixed", "-b", String(BORDER), "-geometry", `${columns}x${rows}+0+0`, "+sb"],
        ...["-e", "script", "-qfec", words, output],
      ],
      env: { ...env, DISPLAY: display, LANG: "C.UTF-8" },
      stdout: "null",
      stderr: "null",
    }).spawn();
    const xterm = new Xterm([window, screen], { display, output, size: { columns, rows } });
    await xterm.#do("search", "--sync", "--onlyvisible", "--class", "xterm", "windowfocus");
    return xterm;
  }

  /** Types letters. */
  type(text: string): Promise<void> {
    return this.#do("type", "--delay", "5", text);
  }

  /** Presses keys by their names in X: `Return`, `alt+1`. */
  press(...keys: string[]): Promise<void> {
    return this.#do("key", ...keys);
  }

  /** Presses a button of the mouse over a character: 1 is a click, 4 and 5 are the wheel. */
  click(button: number, { column, row }: { column: number; row: number }): Promise<void> {
    const x = BORDER + (column + 0.5) * CELL.width;
    const y = BORDER + (row + 0.5) * CELL.height;
    return this.#do(
      "mousemove",
      String(Math.round(x)),
      String(Math.round(y)),
      "click",
      `${button}`,
    );
  }

  /** Turns the wheel (button 4 or 5) until the screen has something, or has it no more. */
  async turnUntil(
    button: 4 | 5,
    at: { column: number; row: number },
    { isThere, pattern }: { pattern: RegExp; isThere: boolean },
  ): Promise<void> {
    for (let turns = 1;; turns++) {
      await this.click(button, at);
      try {
        await this.until(pattern, isThere, TURN_LIMIT_MS);
        return;
      } catch (error) {
        if (turns === MAX_TURNS) throw error;
      }
    }
  }

  /** Resolves with the screen once it matches. */
  async until(pattern: RegExp, isThere = true, limitMs = LIMIT_MS): Promise<string> {
    const deadlineMs = Date.now() + limitMs;
    for (;;) {
      const text = await this.screen();
      if (pattern.test(text) === isThere) return text;
      if (Date.now() > deadlineMs) {
        throw new Error(`Not ${isThere} on the screen: ${pattern}\n${text}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_PAUSE_MS));
    }
  }

  /** Resolves with the screen once it does not match any more. */
  untilGone(pattern: RegExp): Promise<string> {
    return this.until(pattern, false);
  }

  /** What is on the screen. */
  async screen(): Promise<string> {
    using terminal = new HeadlessScreen(this.#size);
    const written = await Deno.readTextFile(this.#output).catch(() => "");
    // `script` writes a line of its own before all else.
    await terminal.write(written.replace(/^Script started.*\n/, ""));
    return terminal.text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      try {
        child.kill("SIGTERM");
      } catch {
        // It has ended by itself.
      }
      await child.status;
    }
  }

  async #do(...args: string[]): Promise<void> {
    const { stderr, success } = await new Deno.Command("xdotool", {
      args,
      env: { DISPLAY: this.#display },
    }).output();
    if (!success) throw new Error(`xdotool failed: ${new TextDecoder().decode(stderr)}`);
  }
}
