/** Who is in the open room. */
import type { MemberRole } from "../../../../protocol/records.ts";
import { printable } from "../../../../protocol/text/printable.ts";
import { activeBuffer } from "../../../full/state/buffers.ts";
import type { RoomPerson } from "../../../full/state/state.ts";
import { Avatar } from "../../parts/avatar.tsx";
import { DialogButton } from "../../parts/icon_button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { memo } from "../../parts/memo.ts";
import { useDispatch, useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";

/** The pane; empty for a private conversation. */
export function PeopleView() {
  const texts = useTexts();
  const dispatch = useDispatch();
  const people = useSelected(({ chat }) => activeBuffer(chat)?.people);
  const room = useSelected(({ chat }) => activeBuffer(chat)?.place?.room);
  if (room === undefined || people === undefined) return null;
  const online = people.filter(({ isOnline }) => isOnline);
  const offline = people.filter(({ isOnline }) => !isOnline);
  return (
    <aside class="pane people" aria-label={texts.people.pane}>
      <div class="pane-head">
        <p class="pane-title">{texts.people.title}</p>
        <DialogButton icon="people" name={texts.rooms.everybody} dialog={{ kind: "people" }} />
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
        <PeopleList title={texts.people.online(online.length)} people={online} room={room} />
        {offline.length > 0 && (
          <PeopleList title={texts.people.offline} people={offline} room={room} />
        )}
      </div>
    </aside>
  );
}

function PeopleList(
  { people, room, title }: { title: string; room: string; people: readonly RoomPerson[] },
) {
  return (
    <>
      <h2 class="pane-subtitle">{title}</h2>
      <ul class="people-list">
        {people.map(({ away, isOnline, role, username }) => (
          <PersonRow
            key={username}
            username={username}
            room={room}
            role={role}
            away={away}
            isOnline={isOnline}
          />
        ))}
      </ul>
    </>
  );
}

interface PersonRowProperties {
  readonly username: string;
  readonly room: string;
  readonly role: MemberRole | undefined;
  readonly away: string | undefined;
  readonly isOnline: boolean;
}

const PersonRow = memo(function PersonRow(
  { away, isOnline, role, room, username }: PersonRowProperties,
) {
  const texts = useTexts();
  const dispatch = useDispatch();
  const roles: Readonly<Record<string, string | undefined>> = texts.people.roles;
  const facts = [
    role !== undefined && Object.hasOwn(roles, role) ? roles[role] ?? "" : "",
    away === undefined ? "" : texts.people.away(printable(away)),
  ].filter((fact) => fact !== "");
  return (
    <li>
      <button
        type="button"
        class="person"
        data-online={isOnline}
        aria-haspopup="dialog"
        onClick={() =>
          dispatch({ kind: "open-dialog", dialog: { kind: "person", username, room } })}
      >
        <Avatar username={username} isOnline={isOnline && away === undefined} />
        <span class="person-words">
          <span class="person-name" dir="auto">{printable(username)}</span>
          {facts.length > 0 && <span class="person-role" dir="auto">{facts.join(" · ")}</span>}
        </span>
      </button>
    </li>
  );
});
