/** Puts what a file and the environment say to what the command line has left open. */
import { type Command, InvalidArgumentError, type Option } from "commander";
import { nearest } from "../../protocol/text/nearest.ts";
import { printable } from "../../protocol/text/printable.ts";
import { type Given, SettingError } from "./given.ts";

const TRUE_WORDS: readonly string[] = ["true", "on", "yes", "1"];
const FALSE_WORDS: readonly string[] = ["false", "off", "no", "0"];

/** How the source of a value is called that is neither from the command line nor a default. */
const GIVEN = "config";

/** Options that make sense on the command line alone. */
const NOT_GIVEN: ReadonlySet<string> = new Set(["config", "print-config"]);

/** One setting: its name, and the options that speak of it (`--web ADDRESS` and `--no-web`). */
export interface SettingOptions {
  name: string;
  attribute: string;
  options: readonly Option[];
}

/** Everything that can be set of a command, in the order of its help. */
export function settingsOf(command: Command): SettingOptions[] {
  const settings = new Map<string, { attribute: string; options: Option[] }>();
  for (const option of command.options) {
    const name = option.name().replace(/^no-/, "");
    if (NOT_GIVEN.has(name)) continue;
    const setting = settings.get(name) ?? { attribute: option.attributeName(), options: [] };
    setting.options.push(option);
    settings.set(name, setting);
  }
  return [...settings].map(([name, setting]) => ({ name, ...setting }));
}

/** What a command was told, from wherever, on top of what its line says. */
export class GivenSettings {
  readonly #command: Command;
  readonly #settings: readonly SettingOptions[];
  /** The texts that stand for the values, by the names of the settings. */
  readonly #texts = new Map<string, readonly string[]>();

  /** Must be made before the command line is parsed. */
  constructor(command: Command) {
    this.#command = command;
    this.#settings = settingsOf(command);
    for (const { name, options } of this.#settings) {
      for (const option of options) {
        if (!option.required) continue;
        const before = isRepeatable(option) ? () => this.#texts.get(name) ?? [] : () => [];
        command.on(`option:${option.name()}`, (text: string) => {
          this.#texts.set(name, [...before(), text]);
        });
      }
    }
  }

  /** Everything that can be set, in the order of the help. */
  get all(): readonly SettingOptions[] {
    return this.#settings;
  }

  /** Whether it was said anywhere. */
  isSet({ attribute }: SettingOptions): boolean {
    const source = this.#command.getOptionValueSource(attribute);
    return source !== undefined && source !== "default";
  }

  /** The value: texts as they were given, or as they are without that; undefined for none. */
  valueOf(setting: SettingOptions): boolean | number | string | readonly string[] | undefined {
    const value = this.#command.getOptionValue(setting.attribute) as unknown;
    const [option] = setting.options;
    const texts = this.#texts.get(setting.name);
    if (texts !== undefined && option !== undefined && typeof value !== "boolean") {
      if (isRepeatable(option)) return texts;
      return String(value) === texts[0] && typeof value === "number" ? value : texts[0];
    }
    if (typeof value === "boolean") return value;
    if (Array.isArray(value)) return [];
    if (value === undefined) return undefined;
    if (option?.defaultValueDescription !== undefined) return option.defaultValueDescription;
    return typeof value === "number" ? value : String(value);
  }

  /**
   * Sets what the command line has not said; what was given earlier is forgotten. Of what is given
   * twice the first one counts.
   *
   * @throws {SettingError} for a name that there is not, and a value that cannot be. Nothing is set then.
   */
  apply(given: readonly Given[]): void {
    const read = given.map((each) => {
      const setting = this.#settings.find(({ name }) => name === each.name);
      if (setting === undefined) throw new SettingError(unknownText(each, this.#settings));
      return { setting, ...valueOf(each, setting) };
    });
    this.#forget();
    for (const { setting, texts, value } of read) {
      if (this.isSet(setting)) continue;
      this.#texts.set(setting.name, texts);
      this.#command.setOptionValueWithSource(setting.attribute, value, GIVEN);
    }
  }

  /** What all settings are, to be compared later. */
  snapshot(): ReadonlyMap<string, string> {
    const entries = this.#settings.map((setting) =>
      [setting.name, JSON.stringify(this.valueOf(setting)) ?? ""] as const
    );
    return new Map(entries);
  }

  /** The names of the settings that are not what they were. */
  changedSince(before: ReadonlyMap<string, string>): string[] {
    return [...this.snapshot()].filter(([name, value]) => before.get(name) !== value)
      .map(([name]) => name);
  }

  #forget(): void {
    for (const { attribute, name, options } of this.#settings) {
      if (this.#command.getOptionValueSource(attribute) !== GIVEN) continue;
      this.#texts.delete(name);
      this.#command.setOptionValueWithSource(attribute, defaultOf(options), "default");
    }
  }
}

/** What stands where nothing is said; an option `--no-x` alone says that it is on. */
function defaultOf(options: readonly Option[]): unknown {
  const [first] = options;
  return first?.defaultValue ?? (options.every(({ negate }) => negate) ? true : undefined);
}

function unknownText({ name, where }: Given, settings: readonly SettingOptions[]): string {
  const meant = nearest(
    name.toLowerCase().replaceAll("_", "-").replace(/^no-/, ""),
    settings.map((setting) => setting.name),
  );
  const hint = meant === undefined ? "see chat serve --print-config" : `did you mean "${meant}"?`;
  return `${where}: there is no setting "${printable(name.slice(0, 60))}"; ${hint}`;
}

function valueOf(
  { name, value, where }: Given,
  { options }: SettingOptions,
): { value: unknown; texts: readonly string[] } {
  const taking = options.find((option) => option.required || option.optional);
  const isSwitch = options.some((option) => !option.required && !option.optional);
  if (isSwitch) {
    const isOn = typeof value === "boolean" ? value : switchOf(value);
    // Where there is a value as well, being on without one is how it is anyway.
    if (isOn !== undefined) {
      return { value: isOn && taking !== undefined ? undefined : isOn, texts: [] };
    }
    if (taking === undefined) throw new SettingError(`${where}: "${name}" is true or false`);
  }
  if (taking === undefined) throw new SettingError(`${where}: "${name}" cannot be set`);
  const texts = textsOf(value, taking);
  if (texts.length > 1 && !isRepeatable(taking)) {
    throw new SettingError(`${where}: "${name}" takes one value`);
  }
  try {
    const read = texts.reduce<unknown>(
      (before, text) => taking.parseArg === undefined ? text : taking.parseArg(text, before),
      taking.defaultValue,
    );
    return { value: read, texts };
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    const said = texts.map((text) => `"${printable(text.slice(0, 80))}"`).join(", ");
    throw new SettingError(`${where}: "${name}" cannot be ${said}: ${error.message}`);
  }
}

function switchOf(value: string | readonly string[]): boolean | undefined {
  if (typeof value !== "string") return undefined;
  const word = value.toLowerCase();
  if (TRUE_WORDS.includes(word)) return true;
  return FALSE_WORDS.includes(word) ? false : undefined;
}

function textsOf(value: Given["value"], option: Option): readonly string[] {
  // The words of `--limits`.
  if (typeof value === "boolean") return [value ? "on" : "off"];
  if (typeof value !== "string") return isRepeatable(option) ? value : [value.join(",")];
  return isRepeatable(option) ? value.split(",").map((text) => text.trim()) : [value];
}

function isRepeatable({ defaultValue }: Option): boolean {
  return Array.isArray(defaultValue);
}
