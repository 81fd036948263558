/** Runs programs in a terminal of their own, with tmux, and looks at its screen. */

/** How a session is started. */
export interface TmuxOptions {
  /** The program and its arguments. */
  command: readonly string[];
  env?: Record<string, string>;
  /** @default 80 */
  columns?: number;
  /** @default 24 */
  rows?: number;
}

/** Tells whether tmux is installed. */
export function hasTmux(): boolean {
  try {
    return new Deno.Command("tmux", { args: ["-V"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/** Defines a test that is reported as ignored, with the reason in its name, where tmux is missing. */
export function tmuxTest(name: string, run: () => Promise<void>): void {
  const ignore = !hasTmux();
  Deno.test({ name: ignore ? `${name} (skipped: needs tmux)` : name, ignore, fn: run });
}

/** One detached session with its own tmux server, so that sessions know nothing of each other. */
export class Tmux implements AsyncDisposable {
  readonly #socket = `chat-test-${crypto.randomUUID().slice(0, 8)}`;

  private constructor() {}

  /** Starts the program; its window stays when the program ends. */
  static async start(options: TmuxOptions): Promise<Tmux> {
    const tmux = new Tmux();
    const env = Object.entries({ LC_ALL: "C.UTF-8", ...options.env })
      .map(([name, value]) => `${name}=${value}`);
    await tmux.#run([
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      "-x",
      String(options.columns ?? 80),
      "-y",
      String(options.rows ?? 24),
      // The exit code is shown, and the state of the terminal that the program left behind.
      "sh",
      "-c",
      'env "$@"; printf "exit code %s, " $?; stty -a | grep -o -E -e "-?(icanon|echo) " | tr "\\n" ","; cat',
      "sh",
      ...env,
      ...options.command,
    ]);
    return tmux;
  }

  /** Types text, exactly as it is. */
  async type(text: string): Promise<void> {
    await this.#run(["send-keys", "-l", "--", text]);
  }

  /** Presses keys by the names that tmux gives them: `Enter`, `C-c`, `Left` … */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#run(["send-keys", ...keys]);
  }

  /** Types a line and Enter. */
  async enter(text: string): Promise<void> {
    await this.type(text);
    await this.press("Enter");
  }

  /** Pastes as a terminal does when the program has asked for bracketed paste. */
  async paste(text: string): Promise<void> {
    await this.#run(["set-buffer", "--", text]);
    await this.#run(["paste-buffer", "-p", "-r"]);
  }

  /** Changes the size of the window. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#run(["resize-window", "-x", String(columns), "-y", String(rows)]);
  }

  /** Sends a signal to the program. */
  async signal(name: Deno.Signal): Promise<void> {
    const shell = (await this.#run(["display-message", "-p", "#{pane_pid}"])).trim();
    const { stdout } = await new Deno.Command("ps", { args: ["-o", "pid=", "--ppid", shell] })
      .output();
    for (const pid of new TextDecoder().decode(stdout).trim().split(/\s+/)) {
      Deno.kill(Number(pid), name);
    }
  }

  /** Where the cursor stands, from 0. */
  async cursorColumn(): Promise<number> {
    return Number(await this.#run(["display-message", "-p", "#{cursor_x}"]));
  }

  /** What the screen shows, rows without trailing blanks; with `-e` colours as escape sequences. */
  async screen(...options: readonly string[]): Promise<string> {
    return await this.#run(["capture-pane", "-p", "-S", "-200", ...options]);
  }

  /** Resolves with the screen as soon as it matches. */
  async until(pattern: string | RegExp, limitMs = 20_000): Promise<string> {
    const deadlineMs = Date.now() + limitMs;
    for (;;) {
      const screen = await this.screen();
      if (typeof pattern === "string" ? screen.includes(pattern) : pattern.test(screen)) {
        return screen;
      }
      if (Date.now() > deadlineMs) {
        throw new Error(`the screen never showed ${pattern}; it shows:\n${screen}`);
      }
      // tmux tells nobody that a screen has changed: looking again is all there is.
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run(["kill-server"]).catch(() => {}); // it may have ended by itself
  }

  async #run(args: readonly string[]): Promise<string> {
    const output = await new Deno.Command("tmux", { args: ["-L", this.#socket, ...args] }).output();
    if (output.success) return new TextDecoder().decode(output.stdout);
    throw new Error(`tmux ${args[0]}: ${new TextDecoder().decode(output.stderr)}`);
  }
}
