/** The dialogs that are opened seldom: each is loaded with its texts when somebody wants it. */
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { MoreContext } from "../../parts/more_context.ts";
import { useTexts } from "../../parts/page_context.ts";
import type { LazyDialog } from "../../state/dialog.ts";
import type { MoreTexts } from "../../texts/more_en.ts";
import { moreTextsFor } from "../../texts/more.ts";
import { DialogFrame } from "./dialog_frame.tsx";

/** The component of a kind of dialog. */
type View<Kind extends LazyDialog["kind"]> = FunctionComponent<
  { dialog: Extract<LazyDialog, { kind: Kind }> }
>;

const VIEWS: { readonly [Kind in LazyDialog["kind"]]: () => Promise<View<Kind>> } = {
  "new-room": async () => (await import("./rooms/new_room_dialog.tsx")).NewRoomDialog,
  "browse-rooms": async () => (await import("./rooms/browse_rooms_dialog.tsx")).BrowseRoomsDialog,
  "room": async () => (await import("./rooms/room_dialog.tsx")).RoomDialog,
  "person": async () => (await import("./people/person_dialog.tsx")).PersonDialog,
  "people": async () => (await import("./people/people_dialog.tsx")).PeopleDialog,
  "settings": async () => (await import("./settings/settings_dialog.tsx")).SettingsDialog,
  "staff": async () => (await import("./staff/staff_dialog.tsx")).StaffDialog,
  "search": async () => (await import("./find/search_dialog.tsx")).SearchDialog,
  "jump": async () => (await import("./find/jump_dialog.tsx")).JumpDialog,
  "unread": async () => (await import("./find/unread_dialog.tsx")).UnreadDialog,
  "keys": async () => (await import("./find/keys_dialog.tsx")).KeysDialog,
};

/**
 * Loads what is opened with keys, so that what is typed behind them goes where it should. Nothing is
 * lost when it cannot be loaded: it is tried again when somebody wants it.
 */
export function preloadDialogs(language: string): void {
  const loading = [VIEWS.jump(), VIEWS.search(), VIEWS.unread(), moreTextsFor(language)];
  void Promise.allSettled(loading);
}

/** What was loaded; `failed` when the server is away or has newer files. */
type Loaded = {
  readonly View: FunctionComponent<{ dialog: LazyDialog }>;
  readonly more: MoreTexts;
};

/** The dialog, as soon as it is loaded. */
export function LazyDialogView({ dialog }: { dialog: LazyDialog }) {
  const texts = useTexts();
  const [loaded, setLoaded] = useState<Loaded | "failed" | undefined>(undefined);
  const { language } = texts.common;
  useEffect(() => {
    let isWanted = true;
    const load = async () => {
      const [View, more] = await Promise.all([
        VIEWS[dialog.kind]() as Promise<FunctionComponent<{ dialog: LazyDialog }>>,
        moreTextsFor(language),
      ]);
      if (isWanted) setLoaded({ View, more });
    };
    load().catch(() => {
      if (isWanted) setLoaded("failed");
    });
    return () => {
      isWanted = false;
    };
  }, [dialog.kind, language]);
  // What is typed meanwhile is not for the composer.
  if (loaded === undefined) return <DialogFrame title={texts.common.loading}>{null}</DialogFrame>;
  if (loaded === "failed") {
    return (
      <DialogFrame title={texts.dialogs.notLoaded}>
        <p class="dialog-body">{texts.dialogs.notLoadedWhy}</p>
      </DialogFrame>
    );
  }
  const { View, more } = loaded;
  return (
    <MoreContext.Provider value={more}>
      <View dialog={dialog} />
    </MoreContext.Provider>
  );
}
