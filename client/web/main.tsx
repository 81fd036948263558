/** Starts the page: the composition root of what runs in browsers. */
import { render } from "preact";
import { systemClock } from "../base/clock.ts";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import { deviceName } from "./net/device_name.ts";
import { type Choices, keepChoices, readChoices, showTheme } from "./parts/choices.ts";
import { type ChoiceOutcome, LookContext } from "./parts/look.ts";
import { EmojiFile } from "./emoji/load_emoji.ts";
import { PageContext } from "./parts/page_context.ts";
import { Times } from "./parts/times.ts";
import { DraftKeeper } from "./session/draft_keeper.ts";
import { PageSession } from "./session/page_session.ts";
import { PageStore } from "./session/page_store.ts";
import { PageShell } from "./session/page_shell.ts";
import { firstPageState } from "./state/page_state.ts";
import type { SendTyped } from "./state/reduce_composer.ts";
import type { Texts } from "./texts/en.ts";
import { textsFor } from "./texts/texts.ts";
import { App } from "./views/app/app.tsx";

let choices = readChoices();
let texts = await textsFor([choices.language, ...navigator.languages]);

const emojiMeta = document.querySelector<HTMLMetaElement>('meta[name="emoji-file"]');
const emoji = new EmojiFile(emojiMeta?.content ?? "");

let sendTyped: SendTyped | undefined;
const shell = new PageShell({ window, document });
const session = new PageSession({
  origin: location.origin,
  device: deviceName(navigator.userAgent, PROGRAM_VERSION),
  clock: systemClock,
  timeMs: Date.now,
  random: Math.random,
  loadEmoji: () => emoji.table(),
  loadCommands: () => void loadCommands(),
  left: () => drafts.forget(),
  wantedPlace: () => shell.wantedPlace,
});
const store = new PageStore({
  first: firstPageState({ address: location.host, nowMs: Date.now() }),
  timeMs: Date.now,
  tools: () => ({ sendTyped }),
  perform: (effect) => session.perform(effect),
});
const drafts = new DraftKeeper({ store, clock: systemClock, storage: storageHere() });
addEventListener("storage", ({ key, newValue }) => {
  if (key !== null) drafts.changedElsewhere(key, newValue);
});
addEventListener("pagehide", () => drafts.save());
shell.attach(store);
show(texts);
await session.start(store);

/** Where this browser keeps texts; nowhere in some private windows. */
function storageHere(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** Shows the page in this language, now or again. */
function show({ common: { language } }: Texts): void {
  document.documentElement.lang = language;
  // As somebody writes times where they live, in the language of the page.
  const times = new Times(
    navigator.languages.find((spoken) => spoken.startsWith(language)) ?? language,
  );
  render(
    <LookContext.Provider value={{ choices, choose }}>
      <PageContext.Provider value={{ store, session, texts, times, emoji }}>
        <App />
      </PageContext.Provider>
    </LookContext.Provider>,
    document.getElementById("page") ?? document.body,
  );
}

/** Other colours, another language: at once, and kept for the next time. */
async function choose(change: Partial<Choices>): Promise<ChoiceOutcome> {
  const next = { ...choices, ...change };
  try {
    texts = await textsFor([next.language, ...navigator.languages]);
  } catch {
    return "unreachable"; // the server is away, and the file was never loaded
  }
  choices = next;
  showTheme(choices.theme);
  show(texts);
  return keepChoices(choices) ? "kept" : "not-kept";
}

/** The commands are a file of their own: most people never type one. */
async function loadCommands(): Promise<void> {
  try {
    ({ sendTyped } = await import("./session/typed_commands.ts"));
  } catch {
    // The server is away, or has newer files: the text stays where it is, and the page says so.
  }
  store.dispatch({ kind: "commands-loaded", isThere: sendTyped !== undefined });
}
