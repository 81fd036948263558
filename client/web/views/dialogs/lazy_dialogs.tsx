/** Loads the dialogs with their texts, a few files for all of them, when somebody wants one. */
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { MoreContext } from "../../parts/more_context.ts";
import { useTexts } from "../../parts/page_context.ts";
import type { Dialog } from "../../state/dialog.ts";
import type { MoreTexts } from "../../texts/more_en.ts";
import { moreTextsFor } from "../../texts/more.ts";
import { DialogFrame } from "./dialog_frame.tsx";
import { NotLoaded } from "./not_loaded.tsx";

/** The components of some kinds of dialogs. */
type Views = {
  readonly [Kind in Dialog["kind"]]?: FunctionComponent<
    { dialog: Extract<Dialog, { kind: Kind }> }
  >;
};

/** The files, in the order in which they are most often wanted. */
const FILES = {
  everyday: async (): Promise<Views> => (await import("./everyday_dialogs.ts")).EVERYDAY_DIALOGS,
  place: async (): Promise<Views> => (await import("./place_dialogs.ts")).PLACE_DIALOGS,
  account: async (): Promise<Views> => (await import("./account_dialogs.ts")).ACCOUNT_DIALOGS,
  files: async (): Promise<Views> => (await import("./files/files_part.ts")).FILE_DIALOGS,
};

const FILE_OF: { readonly [Kind in Dialog["kind"]]: keyof typeof FILES } = {
  "answer": "everyday",
  "browse-rooms": "place",
  "delete-message": "everyday",
  "edits": "everyday",
  "emoji": "everyday",
  "files": "files",
  "jump": "everyday",
  "keys": "everyday",
  "message": "everyday",
  "new-room": "place",
  "people": "place",
  "person": "place",
  "question": "everyday",
  "report": "everyday",
  "room": "place",
  "search": "everyday",
  "send-files": "files",
  "settings": "account",
  "staff": "account",
  "unread": "everyday",
};

/** What a dialog needs to be shown. */
interface Loaded {
  readonly View: FunctionComponent<{ dialog: Dialog }>;
  readonly more: MoreTexts;
}

/** What was loaded until now: a dialog that is here already is there at once. */
export class DialogFiles {
  readonly #views = new Map<Dialog["kind"], FunctionComponent<{ dialog: Dialog }>>();
  readonly #texts = new Map<string, MoreTexts>();

  /** The dialog, if everything that it needs is here. */
  here(kind: Dialog["kind"], language: string): Loaded | undefined {
    const View = this.#views.get(kind);
    const more = this.#texts.get(language);
    return View === undefined || more === undefined ? undefined : { View, more };
  }

  /** Loads what a dialog needs. Rejects when the server is away, or has newer files. */
  async load(kind: Dialog["kind"], language: string): Promise<Loaded> {
    const [views, more] = await Promise.all([FILES[FILE_OF[kind]](), moreTextsFor(language)]);
    this.#texts.set(language, more);
    for (const [each, View] of Object.entries(views)) {
      this.#views.set(each as Dialog["kind"], View as Loaded["View"]);
    }
    const loaded = this.here(kind, language);
    if (loaded === undefined) {
      throw new TypeError(`There is no dialog "${kind}" where it should be`);
    }
    return loaded;
  }

  /** Loads what keys open, so that what is typed behind them goes where it should. Never rejects. */
  async preload(language: string): Promise<void> {
    await this.load("jump", language).catch(() => {}); // it is tried again when somebody wants it
  }
}

/** The dialog, as soon as it is loaded. */
export function LazyDialogView({ dialog, files }: { dialog: Dialog; files: DialogFiles }) {
  const texts = useTexts();
  const { language } = texts.common;
  const [isFailed, setFailed] = useState(false);
  const [, setLoaded] = useState<Loaded>();
  const here = files.here(dialog.kind, language);
  useEffect(() => {
    if (files.here(dialog.kind, language) !== undefined) return;
    let isWanted = true;
    files.load(dialog.kind, language).then(
      (loaded) => isWanted && setLoaded(loaded),
      () => isWanted && setFailed(true),
    );
    return () => {
      isWanted = false;
    };
  }, [dialog.kind, language]);
  if (here !== undefined) {
    return (
      <MoreContext.Provider value={here.more}>
        <here.View dialog={dialog} />
      </MoreContext.Provider>
    );
  }
  if (isFailed) return <NotLoaded />;
  // What is typed meanwhile is not for the composer.
  return <DialogFrame title={texts.common.loading}>{null}</DialogFrame>;
}
