/** Who is in the open room. */
import type { MemberRole } from "../../../../protocol/records.ts";
import { printable } from "../../../../protocol/text/printable.ts";
import { activeBuffer } from "../../../full/state/buffers.ts";
import type { RoomPerson } from "../../../full/state/state.ts";
import { memo } from "../../parts/memo.ts";
import { useDispatch, useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";

/** The pane; empty for a private conversation. */
export function PeopleView() {
  const texts = useTexts();
  const people = useSelected(({ chat }) => activeBuffer(chat)?.people);
  const room = useSelected(({ chat }) => activeBuffer(chat)?.place?.room);
  if (room === undefined || people === undefined) return null;
  const online = people.filter(({ isOnline }) => isOnline);
  const offline = people.filter(({ isOnline }) => !isOnline);
  return (
    <aside class="people" aria-label={texts.people.pane}>
      <PeopleList title={texts.people.online(online.length)} people={online} room={room} />
      {offline.length > 0 && (
        <PeopleList title={texts.people.offline} people={offline} room={room} />
      )}
    </aside>
  );
}

function PeopleList(
  { people, room, title }: { title: string; room: string; people: readonly RoomPerson[] },
) {
  return (
    <>
      <h2 class="people-title">{title}</h2>
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
  const rank = role !== undefined && Object.hasOwn(roles, role) ? roles[role] ?? "" : "";
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
        <span class="person-name" dir="auto">{printable(username)}</span>
        {rank !== "" && <span class="person-role">{rank}</span>}
        {away !== undefined && (
          <span class="person-away" dir="auto">{texts.people.away(printable(away))}</span>
        )}
      </button>
    </li>
  );
});
