/** Who is in a room and as what; those who may give roles. */
import type { MemberRole, RoomMember } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useDispatch } from "../../../parts/page_context.ts";
import { usePages } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import type { RoomPowers } from "../../../state/may.ts";
import { PageList } from "../kit/page_list.tsx";
import type { RoomPart } from "./room_part.ts";
import { roleWord } from "./room_words.ts";

/** Everybody by name; a name opens what is known about them. */
export function RoomMembers({ info }: RoomPart & { powers: RoomPowers }) {
  const { room } = info;
  const words = useMore().rooms;
  const dispatch = useDispatch();
  const server = useServer();
  const pages = usePages<RoomMember>(async (last) => {
    const after = last === undefined ? {} : { after: last.username };
    const { members, more } = await server.request("members", { room, ...after });
    return {
      entries: recordsIn<RoomMember>(members, ["username", "role"]),
      hasMore: more === true,
    };
  }, [room]);
  return (
    <PageList
      label={words.tabs.members}
      empty={words.nobody}
      pages={pages}
      keyOf={({ username }) => username}
    >
      {({ bot, online, role, username }) => (
        <button
          type="button"
          class="row row-button"
          onClick={() =>
            dispatch({ kind: "open-dialog", dialog: { kind: "person", username, room } })}
        >
          <span class="row-text" dir="auto">
            {printable(username)}
            {bot === true ? " [bot]" : ""}
          </span>
          <span class="row-facts">
            {[roleWord(role as MemberRole, words), ...(online === true ? [] : [words.offline])]
              .join(", ")}
          </span>
        </button>
      )}
    </PageList>
  );
}
