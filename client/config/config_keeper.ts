/** The settings while the client runs: read, changed in the file, and told to who works with them. */
import { basename, dirname, join } from "node:path";
import { printable } from "../../protocol/text/printable.ts";
import { reasonOf } from "../base/failure.ts";
import { mayOthersRead, PrivateFile } from "../base/private_file.ts";
import { Mistake } from "../commands/parts/mistake.ts";
import { hasPassword } from "../net/proxy/proxy.ts";
import type { Config } from "./config.ts";
import { CONFIG_FILE, type FoundConfig, readConfig, understood } from "./config_file.ts";
import { readSettings } from "./read_settings.ts";
import type { Members } from "./setting_names.ts";
import type { NamedSetting } from "./setting_paths.ts";
import { SETTINGS } from "./settings.ts";

/** What it works with. */
export interface ConfigKeeperOptions {
  folder: string | undefined;
  found: FoundConfig;
  /** Hears of every change, after it stands in the file. */
  changed: (found: FoundConfig) => void;
}

/** Several clients may change the file at once; each knows what it has read or changed itself. */
export class ConfigKeeper {
  readonly #options: ConfigKeeperOptions;
  #found: FoundConfig;

  constructor(options: ConfigKeeperOptions) {
    this.#options = options;
    this.#found = options.found;
  }

  /** The settings as they are now. */
  get config(): Config {
    return this.#found.config;
  }

  /** The config folder. */
  get folder(): string | undefined {
    return this.#options.folder;
  }

  /**
   * Changes a setting to the first of `candidates` that it takes; `undefined` takes it out. Returns
   * what else was done: a file in which a password stands is for its owner alone.
   *
   * @throws {Mistake} in the words of `chat config --check` when it takes none of them, and when the
   * file cannot be changed.
   */
  async change(
    { path, table }: NamedSetting,
    candidates: readonly unknown[],
  ): Promise<readonly string[]> {
    return await this.#rewrite(async (text, fileFolder) => {
      const { pathIn, withSetting } = await import("./edit_config.ts");
      const isSameName = (written: string, name: string) => nameIn(written, table) === name;
      const place = table === undefined ? path : pathIn(text, path, isSameName);
      const without = edited(() => withSetting(text, place, undefined));
      const before = new Set((await this.#understood(without, fileFolder)).problems.map(sentence));
      let refusal: string | undefined;
      for (const candidate of candidates) {
        const next = edited(() => withSetting(text, place, candidate));
        const { problems } = await this.#understood(next, fileFolder);
        const fresh = problems.map(sentence).find((problem) => !before.has(problem));
        if (fresh === undefined) return next;
        refusal ??= fresh;
      }
      throw new Mistake(refusal ?? "There is nothing to change");
    });
  }

  /**
   * Changes several settings that belong together, each of which takes its value; an entry of a table
   * that stands in the file in another form is the same one.
   */
  async changeAll(changes: readonly (readonly [readonly string[], unknown])[]): Promise<void> {
    await this.#rewrite(async (text) => {
      const { valueIn, withSetting } = await import("./edit_config.ts");
      let next = text;
      for (const [path, value] of changes) {
        const [name = "", ...outer] = path.toReversed();
        const setting = (SETTINGS as Members)[path[0] ?? ""];
        const table = setting?.kind === "table" ? setting : undefined;
        const there = Object.keys(Object(valueIn(next, outer.toReversed())))
          .filter((written) => written === name || nameIn(written, table) === name);
        // The last one is what holds; the others are not to come back when that goes.
        const last = there.pop() ?? name;
        const changed = [
          ...there.map((each) => [each, undefined] as const),
          [last, value] as const,
        ];
        for (const [each, what] of changed) {
          next = edited(() => withSetting(next, [...outer.toReversed(), each], what));
        }
      }
      return next;
    });
  }

  /** Reads the file again; returns what in it cannot be taken. */
  async reload(): Promise<readonly string[]> {
    this.#take(await readConfig(this.#options.folder));
    return this.#found.problems;
  }

  async #rewrite(
    change: (text: string, folder: string) => Promise<string>,
  ): Promise<readonly string[]> {
    const { folder } = this.#options;
    if (folder === undefined) {
      throw new Mistake(
        "There is no config folder, because neither HOME nor CHAT_CONFIG_DIR is set",
      );
    }
    const path = join(folder, CONFIG_FILE);
    // Whoever keeps the file elsewhere and has a link here, keeps the link.
    const real = await Deno.realPath(path).catch(() => path);
    let text = "";
    try {
      text = await readSettings(real);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) {
        throw new Mistake(`${printable(path)} cannot be read (${printable(reasonOf(error))})`);
      }
    }
    const { parseConfig } = await import("./parse_config.ts");
    const broken = parseConfig(text).problems.find(({ text }) =>
      text.startsWith("This is no JSON")
    );
    if (broken !== undefined) {
      throw new Mistake(`${printable(path)}:${broken.line}: ${broken.text}; mend the file first`);
    }
    const next = await change(text, folder);
    const hasSecret = hasPassword(parseConfig(next).config.proxy);
    const isOpen = hasSecret && await mayOthersRead(real);
    const file = new PrivateFile(dirname(real), basename(real), {
      isSecret: false,
      keepsMode: !hasSecret,
    });
    let isOther = false;
    try {
      await file.update((present) => {
        isOther = present !== text;
        return isOther ? present : next;
      });
    } catch (error) {
      throw new Mistake(`${printable(path)} cannot be written (${printable(reasonOf(error))})`, {
        cause: error,
      });
    }
    // Somebody else has changed it between the look and the change: that is looked at first.
    if (isOther) return await this.#rewrite(change);
    this.#take(await readConfig(folder));
    return isOpen
      ? [`others could read ${printable(path)}; with the password of a proxy it is yours alone`]
      : [];
  }

  #understood(text: string, folder: string): Promise<FoundConfig> {
    // A problem that is new has to be found also among many that are old.
    return understood({ folder, path: "", text, mostProblems: Infinity });
  }

  #take(found: FoundConfig): void {
    this.#found = found;
    this.#options.changed(found);
  }
}

/** A problem without the place where it stands. */
function sentence(problem: string): string {
  return problem.replace(/^[^ ]*:\d+: /, "");
}

function nameIn(written: string, table: NamedSetting["table"]): string | undefined {
  try {
    return table?.readName(written);
  } catch {
    return undefined; // no name at all: then not this one
  }
}

function edited(edit: () => string): string {
  try {
    return edit();
  } catch (error) {
    throw new Mistake(`The config file cannot be changed there: ${printable(reasonOf(error))}`, {
      cause: error,
    });
  }
}
