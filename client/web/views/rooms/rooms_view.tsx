/** The list of rooms and private conversations, with what is unread in each. */
import { useRef } from "preact/hooks";
import { printable } from "../../../../protocol/text/printable.ts";
import { serverOf } from "../../../full/state/buffers.ts";
import type { State } from "../../../full/state/state.ts";
import { placeName } from "../../../wording/place.ts";
import { Avatar } from "../../parts/avatar.tsx";
import { Icon } from "../../parts/icon.tsx";
import { DialogButton } from "../../parts/icon_button.tsx";
import { memo } from "../../parts/memo.ts";
import { useDispatch, useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { isAtLeast } from "../../state/server_rank.ts";
import { SERVER_ID } from "../../state/page_state.ts";

/** The pane with both lists, and below them who is logged in. */
export function RoomsView() {
  const texts = useTexts();
  const dispatch = useDispatch();
  const name = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.name ?? "");
  return (
    <nav class="pane rooms" aria-label={texts.rooms.pane}>
      <div class="pane-head">
        <p class="pane-title" dir="auto">{printable(name)}</p>
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
      <AllPlaces />
      <RoomsFoot />
    </nav>
  );
}

/** Who is logged in, and what is open to them. */
function RoomsFoot() {
  const texts = useTexts();
  const dispatch = useDispatch();
  const username = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.username ?? "");
  const away = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.away);
  const isLive = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.connection.kind === "live");
  const isStaff = useSelected(({ role }) => isAtLeast(role, "moderator"));
  return (
    <div class="rooms-foot">
      <button
        type="button"
        class="rooms-own"
        aria-label={texts.rooms.ownAccount(printable(username))}
        aria-haspopup="dialog"
        onClick={() => dispatch({ kind: "open-dialog", dialog: { kind: "settings" } })}
      >
        <Avatar username={username} isOnline={isLive && away === undefined} />
        <span class="rooms-me" dir="auto">
          {printable(username)}
          {away !== undefined && (
            <span class="rooms-away">{texts.people.away(printable(away))}</span>
          )}
        </span>
      </button>
      {isStaff && (
        <DialogButton
          icon="shield"
          name={texts.rooms.staff}
          dialog={{ kind: "staff" }}
        />
      )}
      <DialogButton icon="help" name={texts.rooms.keys} dialog={{ kind: "keys" }} />
      <DialogButton icon="settings" name={texts.rooms.settings} dialog={{ kind: "settings" }} />
    </div>
  );
}

/** Rooms first, then people. */
function AllPlaces() {
  const { rooms: words } = useTexts();
  const before = useRef<readonly PlaceRowProperties[]>([]);
  const rows = useSelected(({ chat }) => before.current = placeRows(before.current, chat));
  const people = rows.filter(({ other }) => other !== undefined);
  return (
    <div class="pane-body">
      <Places title={words.rooms} rows={rows.filter(({ room }) => room !== undefined)} />
      {people.length > 0 && <Places title={words.people} rows={people} />}
    </div>
  );
}

/** What the lists show; the same object as `before` as long as that is the same. */
function placeRows(
  before: readonly PlaceRowProperties[],
  { activeKey, buffers }: State,
): readonly PlaceRowProperties[] {
  const rows = buffers.filter(({ place }) => place !== undefined);
  const isSame = rows.length === before.length && rows.every((buffer, index) => {
    const row = before[index];
    return row?.bufferKey === buffer.key && row.unread === buffer.unread &&
      row.mentions === buffer.mentions && row.isActive === (buffer.key === activeKey);
  });
  if (isSame) return before;
  return rows.map(({ key, mentions, place, unread }) => ({
    bufferKey: key,
    name: place === undefined ? "" : placeName(place),
    room: place?.room,
    other: place?.with,
    unread,
    mentions,
    isActive: key === activeKey,
  }));
}

function Places({ rows, title }: { title: string; rows: readonly PlaceRowProperties[] }) {
  return (
    <>
      <h2 class="pane-subtitle">{title}</h2>
      <ul class="rooms-list">
        {rows.map((row) => <PlaceRow key={row.bufferKey} {...row} />)}
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
