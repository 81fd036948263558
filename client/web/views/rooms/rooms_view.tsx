/** The list of rooms and private conversations, with what is unread in each. */
import { printable } from "../../../../protocol/text/printable.ts";
import { serverOf } from "../../../full/state/buffers.ts";
import type { Buffer } from "../../../full/state/state.ts";
import { placeName } from "../../../wording/place.ts";
import { Avatar } from "../../parts/avatar.tsx";
import { Icon } from "../../parts/icon.tsx";
import { DialogButton } from "../../parts/icon_button.tsx";
import { memo } from "../../parts/memo.ts";
import { useDispatch, useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { isAtLeast } from "../../state/may.ts";
import { SERVER_ID } from "../../state/page_state.ts";

/** The pane with both lists, and below them who is logged in. */
export function RoomsView() {
  const texts = useTexts();
  const dispatch = useDispatch();
  const buffers = useSelected(({ chat }) => chat.buffers);
  const activeKey = useSelected(({ chat }) => chat.activeKey);
  const server = useSelected(({ chat }) => serverOf(chat, SERVER_ID));
  const rooms = buffers.filter(({ place }) => place?.room !== undefined);
  const people = buffers.filter(({ place }) => place?.with !== undefined);
  const username = server?.username ?? "";
  const isStaff = useSelected(({ role }) => isAtLeast(role, "moderator"));
  return (
    <nav class="pane rooms" aria-label={texts.rooms.pane}>
      <div class="pane-head">
        <p class="pane-title" dir="auto">{printable(server?.name ?? "")}</p>
        <DialogButton icon="search" name={texts.rooms.search} dialog={{ kind: "search" }} />
        <DialogButton icon="rooms" name={texts.rooms.browse} dialog={{ kind: "browse-rooms" }} />
        <DialogButton icon="plus" name={texts.rooms.newRoom} dialog={{ kind: "new-room" }} />
        <button
          type="button"
          class="button-icon drawer-close"
          aria-label={texts.common.close}
          onClick={() => dispatch({ kind: "drawer", open: undefined })}
        >
          <Icon name="close" />
        </button>
      </div>
      <div class="pane-body">
        <Places title={texts.rooms.rooms} buffers={rooms} activeKey={activeKey} />
        {people.length > 0 && (
          <Places title={texts.rooms.people} buffers={people} activeKey={activeKey} />
        )}
      </div>
      <div class="rooms-foot">
        <button
          type="button"
          class="rooms-own"
          aria-label={texts.rooms.ownAccount(printable(username))}
          aria-haspopup="dialog"
          onClick={() => dispatch({ kind: "open-dialog", dialog: { kind: "settings" } })}
        >
          <Avatar
            username={username}
            isOnline={server?.connection.kind === "live" && server.away === undefined}
          />
          <span class="rooms-me" dir="auto">
            {printable(username)}
            {server?.away !== undefined && (
              <span class="rooms-away">{texts.people.away(printable(server.away))}</span>
            )}
          </span>
        </button>
        {isStaff && (
          <DialogButton icon="shield" name={texts.rooms.staff} dialog={{ kind: "staff" }} />
        )}
        <DialogButton icon="help" name={texts.rooms.keys} dialog={{ kind: "keys" }} />
        <DialogButton
          icon="settings"
          name={texts.rooms.settings}
          dialog={{ kind: "settings" }}
        />
      </div>
    </nav>
  );
}

function Places(
  { activeKey, buffers, title }: { title: string; buffers: readonly Buffer[]; activeKey: string },
) {
  return (
    <>
      <h2 class="pane-subtitle">{title}</h2>
      <ul class="rooms-list">
        {buffers.map(({ key, mentions, place, unread }) => (
          <PlaceRow
            key={key}
            bufferKey={key}
            name={place === undefined ? "" : placeName(place)}
            room={place?.room}
            other={place?.with}
            unread={unread}
            mentions={mentions}
            isActive={key === activeKey}
          />
        ))}
      </ul>
    </>
  );
}

interface PlaceRowProperties {
  readonly bufferKey: string;
  readonly name: string;
  readonly room: string | undefined;
  readonly other: string | undefined;
  readonly unread: number;
  readonly mentions: number;
  readonly isActive: boolean;
}

const PlaceRow = memo(function PlaceRow(
  { isActive, mentions, name, other, room, unread }: PlaceRowProperties,
) {
  const texts = useTexts();
  const dispatch = useDispatch();
  const words = [
    name,
    ...(unread > 0 ? [texts.rooms.unread(unread)] : []),
    ...(mentions > 0 ? [texts.rooms.mentions(mentions)] : []),
  ];
  return (
    <li>
      <button
        type="button"
        class="room"
        data-unread={unread > 0}
        aria-current={isActive ? "page" : undefined}
        aria-label={words.join(", ")}
        onClick={() => {
          if (room !== undefined) dispatch({ kind: "go", place: { room } });
          else if (other !== undefined) dispatch({ kind: "go", place: { with: other } });
        }}
      >
        {other === undefined
          ? <span class="room-sign" aria-hidden="true">#</span>
          : <Avatar username={other} />}
        <span class="room-name" dir="auto">{name.replace(/^[#@]/, "")}</span>
        {unread > 0 && (
          <span
            class={mentions > 0 ? "badge badge-mentions" : "badge"}
            data-count={unread >= 1_000 ? "999+" : unread}
          />
        )}
      </button>
    </li>
  );
});
