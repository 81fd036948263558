/** What commands can do about the settings of this client. */
import type { Place } from "../../../protocol/records.ts";

/** All throw {Mistake} with the words of `chat config --check` where something cannot be taken. */
export interface SettingPowers {
  /** The settings, or what there is to say about one of them; harmless lines. */
  show(name: string | undefined): readonly string[];
  /** Changes a setting, in the file as well; what was said is a value as people write it. */
  change(name: string, written: string): Promise<readonly string[]>;
  /** Makes a setting what it is by default. */
  reset(name: string): Promise<readonly string[]>;
  /** Reads the file again. */
  reload(): Promise<readonly string[]>;
  /** The entries of a table of texts. */
  entries(table: "aliases" | "keyCommands"): Readonly<Record<string, string>>;
  /** Names of all themes, and that of the one in use. */
  themes(): Promise<{ names: readonly string[]; current: string }>;
  /** What a key does, by its name; `undefined` shows all that are other than by default. */
  keys(written: string | undefined): readonly string[];
  /** Has a key do what is called so, or enter a text that begins with a slash. */
  bind(written: string, what: string): Promise<readonly string[]>;
  /** A key does again what it does by default. */
  unbind(written: string): Promise<readonly string[]>;
  /** How the messages of a place are logged, and into which file. */
  logOf(place: Place): { mode: "off" | "on" | "encrypted"; path: string | undefined };
  /** Logs the messages of a place from now on, or no more. */
  log(place: Place, mode: "off" | "on" | "encrypted"): Promise<void>;
}
