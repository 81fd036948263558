/** Keeps how the screen is arranged and what was chosen for rooms and people from one run of the client to the next. */
import { PrivateFile } from "../base/private_file.ts";
import { parseObject } from "../net/incoming.ts";
import type { ChoicesByPlace, PlaceChoices } from "./state/choices.ts";
import { windowsWritten } from "./state/windows.ts";
import type { State } from "./state/state.ts";

/** Name of the file inside the config folder. */
const SCREEN_FILE = "screen";

/** Most places for which something is kept; those that were chosen for longest ago go. */
const MAX_PLACES = 1_000;
/** The greatest number of a place. */
const MAX_NUMBER = 10_000;
/** Longest name of a place. */
const MAX_NAME_LENGTH = 400;

/** What is kept. */
export interface KeptScreen {
  readonly choices: ChoicesByPlace;
  /** The windows, as {@linkcode windowsWritten} has them; may be empty. */
  readonly windows: string;
  /** The servers that are open, as `openServersWritten` has them; empty for none. */
  readonly open: string;
}

/** What of a state is kept, with the servers that are `open`. */
export function screenIn(state: State, open: string): KeptScreen {
  return { choices: state.choices ?? NO_CHOICES, windows: windowsWritten(state), open };
}

const NO_CHOICES: ChoicesByPlace = new Map();

/** One file; without a folder nothing is kept. Several clients may use it at once. */
export class ScreenStore {
  readonly #file: PrivateFile | undefined;
  /** What was read or written last: what is different from it was changed here. */
  #known: KeptScreen = { choices: new Map(), windows: "", open: "" };

  constructor(folder: string | undefined) {
    this.#file = folder === undefined
      ? undefined
      : new PrivateFile(folder, SCREEN_FILE, { isSecret: false });
  }

  /** What was kept; nothing when the file is damaged or cannot be read. */
  async load(): Promise<KeptScreen> {
    this.#known = decoded(await this.#file?.read().catch(() => "") ?? "");
    return this.#known;
  }

  /** Keeps this, and what other clients keep. Throws when the file cannot be written. */
  async save(screen: KeptScreen): Promise<void> {
    const known = this.#known;
    const { choices, open, windows } = known;
    if (screen.choices === choices && screen.windows === windows && screen.open === open) return;
    await this.#file?.update((text) => encoded(merged(decoded(text), { known, screen })));
    this.#known = screen;
  }
}

/** `there` with what was changed here. */
function merged(
  there: KeptScreen,
  { known, screen }: { known: KeptScreen; screen: KeptScreen },
): KeptScreen {
  const choices = new Map(there.choices);
  for (const [name, chosen] of screen.choices) {
    if (known.choices.get(name) === chosen) continue;
    choices.delete(name);
    choices.set(name, chosen);
  }
  // How a screen is split is one thing, and so is what is open: the last one holds.
  const last = <Name extends "windows" | "open">(name: Name) =>
    screen[name] === known[name] ? there[name] : screen[name];
  return { choices, windows: last("windows"), open: last("open") };
}

function encoded({ choices, open, windows }: KeptScreen): string {
  const rooms = [...choices].filter(([, chosen]) => Object.keys(written(chosen)).length > 0);
  const entries = rooms.slice(-MAX_PLACES).map(([name, chosen]) => [name, written(chosen)]);
  const all = {
    rooms: Object.fromEntries(entries),
    ...(windows === "" ? {} : { windows: JSON.parse(windows) }),
    ...(open === "" ? {} : { open: JSON.parse(open) }),
  };
  return `${JSON.stringify(all, null, 1)}\n`;
}

/** Without what is as it is everywhere. */
function written(chosen: PlaceChoices): PlaceChoices {
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
}

/** What makes no sense is left out. */
function decoded(json: string): KeptScreen {
  const fields = json === "" ? undefined : parseObject(json);
  const rooms = Object.entries(Object(fields?.["rooms"]) as Record<string, unknown>);
  const known = rooms.filter(([name]) => name.length <= MAX_NAME_LENGTH).slice(-MAX_PLACES);
  const text = (value: unknown) => value === undefined ? "" : JSON.stringify(value);
  return {
    choices: new Map(known.map(([name, chosen]) => [name, choicesIn(Object(chosen))])),
    windows: text(fields?.["windows"]),
    open: text(fields?.["open"]),
  };
}

function choicesIn({ isFavourite, number, traffic }: Record<string, unknown>): PlaceChoices {
  const isMode = traffic === "all" || traffic === "smart" || traffic === "off";
  return {
    ...(isMode ? { traffic } : {}),
    ...(Number.isInteger(number) && Number(number) > 0 && Number(number) <= MAX_NUMBER
      ? { number: Number(number) }
      : {}),
    ...(isFavourite === true ? { isFavourite } : {}),
  };
}
