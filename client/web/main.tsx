/** Starts the page: the composition root of what runs in browsers. */
import { render } from "preact";
import { systemClock, within } from "../base/clock.ts";
import { ConnectionLost } from "../base/failure.ts";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import { HAS_KEYS, keep, kept, WAS_IN } from "./net/kept.ts";
import { deviceName } from "./net/device_name.ts";
import { type Choices, keepChoices, readChoices, showTheme } from "./parts/choices.ts";
import { type ChoiceOutcome, LookContext } from "./parts/look.ts";
import { keepMode, keptModes } from "./device/choices.ts";
import { Device } from "./device/device.ts";
import {
  forgetSharedFiles,
  SHARED_COUNT,
  SHARED_LEFT,
  SHARED_WORDS,
  takeSharedFiles,
} from "./device/shared_files.ts";
import { showSigns } from "./device/signs.ts";
import { isSame } from "../wording/message_text.ts";
import { placeKey } from "../wording/place.ts";
import { Keeper } from "./offline/keeper.ts";
import { KeptUploads } from "./offline/kept_uploads.ts";
import { OtherPages } from "./offline/other_pages.ts";
import { DeviceContext } from "./parts/device_context.ts";
import type { PageEffect } from "./state/page_action.ts";
import { describe } from "../wording/describe.ts";
import { failureText } from "./parts/failure.ts";
import { FileDesk } from "./files/file_desk.ts";
import { EmojiFile } from "./emoji/load_emoji.ts";
import { PageContext } from "./parts/page_context.ts";
import { Times } from "./parts/times.ts";
import { DraftKeeper, storageHere } from "./session/draft_keeper.ts";
import { inFrames } from "./session/next_frame.ts";
import { PageSession } from "./session/page_session.ts";
import { PageStore } from "./session/page_store.ts";
import { PageShell, placeIn } from "./session/page_shell.ts";
import { firstPageState } from "./state/page_state.ts";
import { whoIsIn } from "./state/who_is_in.ts";
import type { SendTyped } from "./state/reduce_composer.ts";
import { languageFor } from "./texts/languages.ts";
import { type PageTexts, textsFor } from "./texts/texts.ts";
import { App } from "./views/app/app.tsx";
import { loadLogin } from "./views/login/lazy_login.tsx";

/** So long is waited for what this browser has kept before anything is shown, in milliseconds. */
const EARLY_LIMIT_MS = 300;

let choices = readChoices();
let texts: PageTexts | undefined;

const emojiMeta = document.querySelector<HTMLMetaElement>('meta[name="emoji-file"]');
const emoji = new EmojiFile(emojiMeta?.content ?? "");

const metaVersion = document.querySelector<HTMLMetaElement>('meta[name="version"]');

let sendTyped: SendTyped | undefined;
const shell = new PageShell({ window, document });
const session = new PageSession({
  origin: location.origin,
  device: deviceName(navigator.userAgent, PROGRAM_VERSION),
  clock: systemClock,
  timeMs: Date.now,
  random: Math.random,
  loadEmoji: () => emoji.table(),
  tooOld,
  describe: (error) => texts && failureText(error, texts) || describe(error),
  loadCommands: () => void loadCommands(),
  left() {
    keep(WAS_IN, "");
    drafts.forget();
    files.keepOnly("");
  },
  wantedPlace: () => shell.wantedPlace,
  async cannotConnect() {
    const place = shell.wantedPlace;
    await early;
    await keeper.show(place);
  },
  async isIn() {
    keep(WAS_IN, "yes");
    share();
    loadLate();
    await keeper.adopt();
    await keptUploads.follow();
  },
  async loadSealing() {
    const { sealedLinks } = await import("./keys/sealed_links.ts");
    keep(HAS_KEYS, "1");
    return await sealedLinks({
      language: () => texts?.common.language ?? "en",
      dispatch: (action) => store.dispatch(action),
    });
  },
  mayHaveKeys: () => kept(HAS_KEYS) !== "",
  async forget(what) {
    if (what === "messages") return await keeper.forgetMessages();
    await device.leave();
    await forgetSharedFiles();
    await keeper.forget();
  },
});
const files = new FileDesk(async () => {
  const { filePart } = await import("./views/dialogs/files/files_part.ts");
  // The browser may have come in with another account since; the list of files is told of it.
  const demand = (account: string) => {
    if (!isSame(whoIsIn(store.state) ?? "", account)) throw new ConnectionLost("Not in as before");
  };
  return filePart({
    async say(message, account, sealed) {
      demand(account);
      if (sealed === undefined) await session.request("say", message);
      else await session.saySealed(message, sealed);
    },
    async standing(place, account, isSealed) {
      demand(account);
      if (isSealed) await session.keyPowers(); // what a page has left may go on before there are keys
      return await session.fileStanding(place);
    },
  }, keptUploads);
});
const pages = new OtherPages(
  "locks" in navigator ? navigator.locks : undefined,
  () => sessionStorage,
);
const keeper = new Keeper({
  pages,
  clock: systemClock,
  timeMs: Date.now,
  tooOld,
});
const keptUploads = new KeptUploads({
  database: () => keeper.database,
  pages,
  clock: systemClock,
  account: () => whoIsIn(store.state) ?? "",
  roomBytes: async () => {
    const { quota, usage = 0 } = await navigator.storage.estimate();
    return quota === undefined ? undefined : quota - usage;
  },
  left: (upload, file) => {
    void files.load().then(({ uploads }) => uploads.restore(upload, file), () => {});
  },
});
const device = new Device({
  version: metaVersion?.content ?? "",
  request: (action, fields) => session.request(action, fields),
  newer: () => store.dispatch({ kind: "newer", isNeeded: false }),
  open(address) {
    const place = placeIn(address);
    if (place !== undefined) store.dispatch({ kind: "go", place });
  },
});
const store = new PageStore({
  first: firstPageState({
    address: location.host,
    nowMs: Date.now(),
    noncePrefix: pages.id,
    notifyByPlace: keptModes(),
  }),
  timeMs: Date.now,
  tools: () => ({
    sendTyped,
    // Before the texts are here nobody sees it; it is shown in the language that the page has then.
    eventText: (event, reader) => texts === undefined ? "" : texts.events.text(event, reader),
  }),
  perform,
  nextFrame: inFrames(),
});
const drafts = new DraftKeeper({ store, clock: systemClock, storage: storageHere() });
addEventListener("storage", ({ key, newValue }) => {
  if (key !== null) drafts.changedElsewhere(key, newValue);
});
addEventListener("beforeunload", (event) => {
  if (files.part?.uploads.hasUnkept === true) event.preventDefault();
});
addEventListener("pagehide", () => drafts.save());
shell.attach(store);
showSigns(store, device, document);
store.subscribe(() => {
  const account = whoIsIn(store.state);
  if (account !== undefined) files.keepOnly(account);
});
// Files that were shared are for the page that was opened with them.
if (!new URLSearchParams(location.search).has(SHARED_COUNT)) void forgetSharedFiles();
const keeping = keeper.attach(store);
const early = keeping.then(() => keeper.showEarly(shell.wantedPlace));
// Nobody has been in here: the form is on its way before the server asks for it.
if (kept(WAS_IN) === "") loadLate();
// Nothing here waits while the script is evaluated: other scripts take parts out of it.
void session.start(store);
void begin();

/** What is said of a message that is too old to be sent by itself. */
function tooOld(): string {
  return texts?.common.connection.tooOld ?? "";
}

/** Shows the page as soon as its texts are here; the connection is being made meanwhile. */
async function begin(): Promise<void> {
  [texts] = await Promise.all([
    textsFor([choices.language, ...navigator.languages]),
    // What is kept is there in a moment, and need not be drawn over a page that has nothing.
    within(systemClock, EARLY_LIMIT_MS, early),
  ]);
  show(texts);
  void device.start();
}

/** Loads what comes after the first messages: without it the form comes later, refusals as they are said. */
function loadLate(): void {
  void loadLogin(languageFor([choices.language, ...navigator.languages])).catch(() => {});
  void texts?.refusals.load().catch(() => {});
}

/** Shows the page in this language, now or again. */
function show(texts: PageTexts): void {
  const { language } = texts.common;
  document.documentElement.lang = language;
  // As somebody writes times where they live, in the language of the page.
  const times = new Times(
    navigator.languages.find((spoken) => spoken.startsWith(language)) ?? language,
  );
  render(
    <LookContext.Provider value={{ choices, choose }}>
      <DeviceContext.Provider value={{ device, keeping: () => keeper.keeping }}>
        <PageContext.Provider value={{ store, session, texts, times, emoji, files }}>
          <App />
        </PageContext.Provider>
      </DeviceContext.Provider>
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

/** Has somebody do what the state wants. */
function perform(effect: PageEffect): void {
  switch (effect.kind) {
    case "notify":
      device.notify(effect.notification).catch(() => {}); // it is in the page all the same
      break;
    case "keep-notify":
      keepMode(`${effect.address} ${placeKey(effect.place)}`, effect.mode);
      void device.renew();
      break;
    default:
      session.perform(effect);
  }
}

/** Puts into the composer what another application has shared with this page. */
function share(): void {
  const shared = new URLSearchParams(location.search);
  const parts = SHARED_WORDS.map((name) => shared.get(name) ?? "");
  const text = parts.filter((part) => part !== "").join("\n");
  const expected = Number(shared.get(SHARED_COUNT) ?? 0);
  const hasLeft = shared.has(SHARED_LEFT);
  if (text === "" && expected === 0 && !hasLeft) return;
  history.replaceState(history.state, "", location.pathname + location.hash);
  if (text !== "") store.dispatch({ kind: "insert", text });
  if (expected === 0 && !hasLeft) return;
  void takeSharedFiles().then((files) => {
    store.dispatch({ kind: "offer-files", files });
    if (!hasLeft && files.length >= expected) return;
    store.dispatch({ kind: "notice", notice: "share-left" });
  });
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
