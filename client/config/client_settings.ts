/** What commands do about settings, on the settings that are kept in the config file. */
import type { Place } from "../../protocol/records.ts";
import { printable } from "../../protocol/text/printable.ts";
import { reasonOf } from "../base/failure.ts";
import { Mistake } from "../commands/parts/mistake.ts";
import type { SettingPowers } from "../commands/parts/setting_powers.ts";
import { accountAt, type LoggedServer, logMode } from "./log_mode.ts";
import { chordText, parseChord } from "../keys/chord.ts";
import { isKeyAction, KEY_ACTIONS, type KeyAction, keySpec } from "../keys/key_action.ts";
import { placeKey } from "../wording/place.ts";
import { DEFAULT_CONFIG, type LogMode } from "./config.ts";
import type { ConfigKeeper } from "./config_keeper.ts";
import { finishKeys, readAction, readBoundKey, readBoundText, readKeys } from "./key_settings.ts";
import { type NamedSetting, settingCalled, settingLines, valueOf } from "./setting_paths.ts";
import { explanation, valueText } from "./setting_paths.ts";
import { themeNames } from "./theme_files.ts";
import { candidatesFor } from "./written_values.ts";

/** For the commands of one server. */
export interface ClientSettingsOptions {
  keeper: ConfigKeeper;
  server: LoggedServer;
  /** Where the log of a place is; `undefined` without a folder for it. */
  logPath: (server: LoggedServer, place: Place) => string | undefined;
}

/** Shows and changes settings; every change holds at once and stands in the file. */
export class ClientSettings implements SettingPowers {
  readonly #options: ClientSettingsOptions;

  constructor(options: ClientSettingsOptions) {
    this.#options = options;
  }

  show(name: string | undefined): readonly string[] {
    const { config } = this.#options.keeper;
    if (name === undefined) {
      return [
        ...settingLines(config),
        "* other than by default · /config name explains one, /config name value changes it",
      ];
    }
    const { path } = settingCalled(name);
    const standard = valueOf(DEFAULT_CONFIG, path);
    return [
      this.#said({ path }),
      ...(standard === undefined || isSame(standard, valueOf(config, path))
        ? []
        : [`by default ${valueText(standard, path)}`]),
      ...explanation(path),
    ];
  }

  async change(name: string, written: string): Promise<readonly string[]> {
    const setting = settingCalled(name);
    const candidates = candidatesFor(setting.path, written);
    return [...await this.#options.keeper.change(setting, candidates), this.#said(setting)];
  }

  async reset(name: string): Promise<readonly string[]> {
    const setting = settingCalled(name);
    return [...await this.#options.keeper.change(setting, [undefined]), this.#said(setting)];
  }

  async reload(): Promise<readonly string[]> {
    const problems = await this.#options.keeper.reload();
    return problems.length === 0 ? ["the config file was read again"] : problems.map(printable);
  }

  entries(table: "aliases" | "keyCommands"): Readonly<Record<string, string>> {
    return this.#options.keeper.config[table];
  }

  async themes(): Promise<{ names: readonly string[]; current: string }> {
    const { config, folder } = this.#options.keeper;
    return { names: await themeNames(folder), current: config.theme };
  }

  keys(written: string | undefined): readonly string[] {
    const { keyCommands, keys } = this.#options.keeper.config;
    if (written !== undefined) {
      const chord = chordIn(written);
      return [`${chordText(chord)} ${this.#meaningOf(chord)}`];
    }
    const lines = [
      ...Object.entries(keyCommands).map(([chord, text]) =>
        `${chordText(chord)} enters ${printable(text)}`
      ),
      ...Object.entries(keys).map(([action, chords]) =>
        `${action}: ${chords.map(chordText).join(", ") || "no key"}`
      ),
    ];
    return lines.length === 0 ? ["all keys are as they are by default; F1 shows them"] : lines;
  }

  async bind(written: string, what: string): Promise<readonly string[]> {
    const { keeper } = this.#options;
    const chord = chordIn(written);
    if (what.startsWith("/")) {
      const text = mistaken(() => (readBoundKey(chord), readBoundText(what)));
      await keeper.changeAll([[["keyCommands", chord], text]]);
      return this.keys(chord);
    }
    const action = what.toLowerCase();
    if (!isKeyAction(action)) {
      throw new Mistake(mistakeOf(() => readAction(action)) ?? `There is no action "${action}"`);
    }
    const { mode = "typing" } = keySpec(action);
    const present = keeper.config.keys[action] ?? keySpec(action).keys;
    const next = [...present.filter((each) => each !== chord), chord];
    const problem = mistakeOf(() => (readAction(action), readKeys(next, action))) ??
      fixedProblem(action, next);
    if (problem !== undefined) throw new Mistake(problem);
    await keeper.changeAll([
      ...this.#withoutCommand(chord),
      ...this.#owners(chord).filter((owner) =>
        owner !== action && (keySpec(owner).mode ?? "typing") === mode
      ).map((owner) => this.#without(owner, chord)),
      [["keys", action], orDefault(action, next)],
    ]);
    return this.keys(chord);
  }

  async unbind(written: string): Promise<readonly string[]> {
    const chord = chordIn(written);
    const { keys } = this.#options.keeper.config;
    const losing = this.#owners(chord).filter((action) =>
      keys[action]?.includes(chord) === true && !keySpec(action).keys.includes(chord)
    );
    const gaining = KEY_ACTIONS.filter((action) =>
      keySpec(action).keys.includes(chord) && keys[action]?.includes(chord) === false
    );
    await this.#options.keeper.changeAll([
      ...this.#withoutCommand(chord),
      ...losing.map((action) => this.#without(action, chord)),
      ...gaining.map((action) =>
        [["keys", action], orDefault(action, [...keys[action] ?? [], chord])] as const
      ),
    ]);
    return this.keys(chord);
  }

  logOf(place: Place): { mode: LogMode; path: string | undefined } {
    const { keeper, logPath, server } = this.#options;
    return {
      mode: logMode(keeper.config.log.rooms, server, place),
      path: logPath(server, place),
    };
  }

  async log(place: Place, mode: LogMode): Promise<void> {
    const { keeper, server } = this.#options;
    const setting = settingCalled(`log.rooms.${accountAt(server)} ${placeKey(place)}`);
    await keeper.change(setting, [mode]);
  }

  #said({ path }: NamedSetting): string {
    const value = valueOf(this.#options.keeper.config, path);
    const name = printable(path.join("."));
    return value === undefined ? `${name} is not set` : `${name} is ${valueText(value, path)}`;
  }

  #meaningOf(chord: string): string {
    const { keyCommands } = this.#options.keeper.config;
    const command = keyCommands[chord];
    if (command !== undefined) return `enters ${printable(command)}`;
    const all = this.#owners(chord).map((action) => `${action} (${keySpec(action).help})`);
    return all.length === 0 ? "does nothing" : `does ${all.join(" and ")}`;
  }

  /** What a key does now, in whatever mode. */
  #owners(chord: string): KeyAction[] {
    const { keys } = this.#options.keeper.config;
    const own = KEY_ACTIONS.filter((action) => keys[action]?.includes(chord) === true);
    const modes = own.map((action) => keySpec(action).mode ?? "typing");
    const byDefault = KEY_ACTIONS.filter((action) =>
      keys[action] === undefined && keySpec(action).keys.includes(chord) &&
      !modes.includes(keySpec(action).mode ?? "typing")
    );
    return [...own, ...byDefault];
  }

  #without(action: KeyAction, chord: string): readonly [readonly string[], unknown] {
    const present = this.#options.keeper.config.keys[action] ?? keySpec(action).keys;
    return [["keys", action], orDefault(action, present.filter((each) => each !== chord))];
  }

  #withoutCommand(chord: string): (readonly [readonly string[], unknown])[] {
    const { keyCommands } = this.#options.keeper.config;
    return Object.hasOwn(keyCommands, chord) ? [[["keyCommands", chord], undefined]] : [];
  }
}

/** `undefined`, which takes the setting out of the file, for what is so by default. */
function orDefault(action: KeyAction, chords: readonly string[]): readonly string[] | undefined {
  return isSame(chords, keySpec(action).keys) ? undefined : chords;
}

function fixedProblem(action: KeyAction, chords: readonly string[]): string | undefined {
  let problem: string | undefined;
  finishKeys({ [action]: chords }, (_name, text) => problem ??= text);
  return problem;
}

function chordIn(written: string): string {
  return mistaken(() => {
    try {
      return parseChord(written);
    } catch (error) {
      throw new RangeError(`"${printable(written.slice(0, 40))}" is no key: ${reasonOf(error)}`);
    }
  });
}

function mistaken<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new Mistake(printable(capital(reasonOf(error))), { cause: error });
  }
}

function mistakeOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return printable(capital(reasonOf(error)));
  }
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
