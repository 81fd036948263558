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

/** How often a terminal is looked at: tmux tells nobody that something has changed in it. */
const LOOK_PAUSE_MS = 40;

/** How long the programs in a terminal may take to end when it is closed. */
const END_LIMIT_MS = 10_000;

/** Looks until `isThere` says yes; throws what `failure` says after `limitMs`. */
async function poll(
  limitMs: number,
  isThere: () => Promise<boolean>,
  failure: () => string,
): Promise<void> {
  const deadlineMs = Date.now() + limitMs;
  while (!await isThere()) {
    if (Date.now() > deadlineMs) throw new Error(failure());
    await new Promise((resolve) => setTimeout(resolve, LOOK_PAUSE_MS));
  }
}

/** Who has ended and only waits for a parent to take note (state `Z`) does not run any more. */
async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] })
    .output();
  return /^[^Z]/.test(new TextDecoder().decode(stdout).trim());
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

  /** Types lines, each with Enter, as fast as the terminal takes them. */
  async enterAll(lines: readonly string[]): Promise<void> {
    const commands = lines.flatMap((
      line,
    ) => ["send-keys", "-l", "--", line, ";", "send-keys", "Enter", ";"]);
    await this.#run(commands.slice(0, -1));
  }

  /** Pastes as a terminal does when the program has asked for bracketed paste. */
  async paste(text: string): Promise<void> {
    await this.#run(["set-buffer", "--", text]);
    await this.#run(["paste-buffer", "-p", "-r"]);
  }

  /** Writes everything that the program sends to the terminal from now on into a file as well. */
  async record(path: string): Promise<void> {
    await this.#run(["pipe-pane", "-o", `cat > '${path}'`]);
  }

  /** Changes the size of the window. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#run(["resize-window", "-x", String(columns), "-y", String(rows)]);
  }

  /** Sends a signal to the program, or to what runs in it and has `word` in its command line. */
  async signal(name: Deno.Signal, word?: string): Promise<void> {
    const pids = word === undefined ? await this.#programs() : await this.#programsWith(word);
    for (const pid of pids) Deno.kill(pid, name);
  }

  /** Where the cursor stands, from 0. */
  async cursorColumn(): Promise<number> {
    return Number(await this.#run(["display-message", "-p", "#{cursor_x}"]));
  }

  /** Has tmux take what the program copies, and returns what that was as soon as there is some. */
  async copied(copy: () => Promise<void>): Promise<string> {
    await this.#run(["set-option", "-s", "set-clipboard", "on"]);
    await copy();
    let text = "";
    await poll(20_000, async () => {
      text = await this.#run(["show-buffer"]).catch(() => "");
      return text !== "";
    }, () => "nothing was copied");
    return text;
  }

  /** The title that the program has given the window. */
  async title(): Promise<string> {
    return (await this.#run(["display-message", "-p", "#{pane_title}"])).trimEnd();
  }

  /** Whether the alternate screen is shown, and whether the cursor is. */
  async modes(): Promise<{ isAlternate: boolean; isCursorShown: boolean }> {
    const flags = await this.#run(["display-message", "-p", "#{alternate_on} #{cursor_flag}"]);
    const [alternate, cursor] = flags.trim().split(" ");
    return { isAlternate: alternate === "1", isCursorShown: cursor === "1" };
  }

  /** Whether the mouse is reported, and in the form of SGR. */
  async mouse(): Promise<{ isReported: boolean; isSgr: boolean; hasMotion: boolean }> {
    const names = ["mouse_any_flag", "mouse_sgr_flag", "mouse_button_flag", "mouse_all_flag"];
    const format = names.map((name) => `#{${name}}`).join(" ");
    const flags = (await this.#run(["display-message", "-p", format])).trim().split(" ");
    const [isReported, isSgr, hasButtonMotion, hasAllMotion] = flags.map((flag) => flag === "1");
    return {
      isReported: isReported === true,
      isSgr: isSgr === true,
      hasMotion: hasButtonMotion === true || hasAllMotion === true,
    };
  }

  /** Whether the terminal echoes what is typed, as its own mode says. */
  async hasEcho(): Promise<boolean> {
    const terminal = (await this.#run(["display-message", "-p", "#{pane_tty}"])).trim();
    const { stdout } = await new Deno.Command("stty", { args: ["-F", terminal, "-a"] }).output();
    return / echo /.test(new TextDecoder().decode(stdout).replaceAll(/[;\n]/g, " "));
  }

  /** Resolves as soon as the terminal echoes, or does not. */
  async untilEcho(wanted: boolean, limitMs = 20_000): Promise<void> {
    await poll(
      limitMs,
      async () => await this.hasEcho() === wanted,
      () => `the terminal ${wanted ? "never echoes" : "goes on echoing"}`,
    );
  }

  /** What the screen shows, rows without trailing blanks; with `-e` colours as escape sequences. */
  async screen(...options: readonly string[]): Promise<string> {
    return await this.#run(["capture-pane", "-p", "-S", "-200", ...options]);
  }

  /** Resolves with the screen as soon as it matches. */
  async until(pattern: string | RegExp, limitMs = 20_000): Promise<string> {
    let screen = "";
    await poll(limitMs, async () => {
      screen = await this.screen();
      return typeof pattern === "string" ? screen.includes(pattern) : pattern.test(screen);
    }, () => `the screen never showed ${pattern}; it shows:\n${screen}`);
    return screen;
  }

  /** Resolves as soon as the screen matches with its colours as escape sequences. */
  async untilStyled(pattern: RegExp, limitMs = 20_000): Promise<void> {
    let screen = "";
    await poll(limitMs, async () => {
      screen = await this.screen("-e");
      return pattern.test(screen);
    }, () => `the screen never showed ${pattern}; it shows:\n${screen}`);
  }

  /** Resolves with the screen as soon as `text` is not on it any more. */
  async untilGone(text: string, limitMs = 20_000): Promise<string> {
    let screen = "";
    await poll(limitMs, async () => {
      screen = await this.screen();
      return !screen.includes(text);
    }, () => `the screen goes on to show ${text}:\n${screen}`);
    return screen;
  }

  /** Resolves with the screen as soon as it is not `before` any more, and not half drawn. */
  async untilOther(before: string, limitMs = 20_000): Promise<string> {
    let screen = before;
    await poll(limitMs, async () => {
      const last = screen;
      screen = await this.screen();
      return screen !== before && screen === last;
    }, () => `the screen stays as it is:\n${before}`);
    return screen;
  }

  /** Resolves as soon as the cursor stands in this column, from 0. */
  async untilCursor(column: number, limitMs = 20_000): Promise<void> {
    let found = -1;
    await poll(limitMs, async () => {
      found = await this.cursorColumn();
      return found === column;
    }, () => `the cursor stands in column ${found}, not ${column}`);
  }

  /** Resolves as soon as the title of the window matches. */
  async untilTitle(pattern: RegExp, limitMs = 20_000): Promise<void> {
    let title = "";
    await poll(limitMs, async () => {
      title = await this.title();
      return pattern.test(title);
    }, () => `the title is ${title}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const programs = await this.#programs().catch(() => []); // it may have ended by itself
    await this.#run(["kill-server"]).catch(() => {});
    // What they write at their end must not fall into folders that are being removed.
    for (const pid of programs) {
      await poll(END_LIMIT_MS, async () => !await isRunning(pid), () => `${pid} does not end`);
    }
  }

  /** The processes that were started in the terminal. */
  async #programs(): Promise<number[]> {
    const shell = (await this.#run(["display-message", "-p", "#{pane_pid}"])).trim();
    const { stdout } = await new Deno.Command("ps", { args: ["-o", "pid=", "--ppid", shell] })
      .output();
    return new TextDecoder().decode(stdout).trim().split(/\s+/).map(Number)
      .filter((pid) => pid > 0);
  }

  /** The processes in the terminal whose command line has `word` in it. */
  async #programsWith(word: string): Promise<number[]> {
    const terminal = (await this.#run(["display-message", "-p", "#{pane_tty}"])).trim();
    const { stdout } = await new Deno.Command("ps", {
      args: ["-ww", "-o", "pid=,comm=,args=", "-t", terminal.replace("/dev/", "")],
    }).output();
    return new TextDecoder().decode(stdout).trim().split("\n")
      .filter((line) => line.includes(word) && !/^ *\d+ +(?:sh|bash) /.test(line))
      .map((line) => parseInt(line, 10));
  }

  async #run(args: readonly string[]): Promise<string> {
    // Without a locale of UTF-8, tmux itself would show and tell everything else as `_`.
    const output = await new Deno.Command("tmux", {
      args: ["-L", this.#socket, ...args],
      env: { LC_ALL: "C.UTF-8" },
    }).output();
    if (output.success) return new TextDecoder().decode(output.stdout);
    throw new Error(`tmux ${args[0]}: ${new TextDecoder().decode(output.stderr)}`);
  }
}
