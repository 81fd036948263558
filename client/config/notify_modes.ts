/** What `/notify` has set, kept for the next run: one line `host:port #room mode` each. */
import { PrivateFile } from "../base/private_file.ts";
import type { NotifyMode } from "./config.ts";

/** Name of the file inside the config folder. */
const NOTIFY_FILE = "notify";

/** Most rooms and people for which something is kept; what was set longest ago goes. */
const MAX_ENTRIES = 500;

/** Modes by server and by room or person as people write them: `host:port #ops`, in lower case. */
export type ModesByPlace = Readonly<Record<string, NotifyMode>>;

/** Keeps modes in a folder; without one, nothing. Several clients may do so at once. */
export class NotifyModes {
  readonly #file: PrivateFile | undefined;

  constructor(folder: string | undefined) {
    this.#file = folder === undefined
      ? undefined
      : new PrivateFile(folder, NOTIFY_FILE, { isSecret: false });
  }

  /** What is kept; nothing when the file cannot be read, as if nothing had been set. */
  async all(): Promise<ModesByPlace> {
    const text = await this.#file?.read().catch(() => "") ?? "";
    return Object.fromEntries(
      entriesIn(text).map(({ mode, name, place }) => [`${place} ${name}`, mode]),
    );
  }

  /**
   * Sets the mode of a room or person of the server at `place`, or with `undefined` removes it.
   * Throws when the file cannot be written.
   */
  async set(
    place: string,
    { mode, name }: { name: string; mode: NotifyMode | undefined },
  ): Promise<void> {
    const folded = name.toLowerCase();
    await this.#file?.update((text) => {
      const others = entriesIn(text).filter((entry) =>
        entry.place !== place || entry.name !== folded
      );
      const entries = mode === undefined ? others : [{ place, name: folded, mode }, ...others];
      return entries.slice(0, MAX_ENTRIES).map(lineOf).join("");
    });
  }
}

interface Entry {
  place: string;
  name: string;
  mode: NotifyMode;
}

function lineOf({ mode, name, place }: Entry): string {
  return `${place} ${name} ${mode}\n`;
}

/** Lines that make no sense are left out. */
function entriesIn(text: string): Entry[] {
  return text.split("\n").flatMap((line): Entry[] => {
    const [place = "", name = "", mode] = line.trim().split(/\s+/);
    const isMode = mode === "all" || mode === "mentions" || mode === "none";
    return isMode && /^[#@][\w-]+$/.test(name) ? [{ place, name: name.toLowerCase(), mode }] : [];
  });
}
