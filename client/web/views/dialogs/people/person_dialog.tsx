/** What is known about somebody, and what can be done about them. */
import type { Profile } from "../../../../../protocol/records.ts";
import { foldUsername } from "../../../../../protocol/names.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { serverOf } from "../../../../full/state/buffers.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useDispatch, usePage } from "../../../parts/page_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import { useOwnName, useServer } from "../../../parts/use_server.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { ownPowers } from "../../../state/may.ts";
import { isAtLeast } from "../../../state/server_rank.ts";
import { SERVER_ID } from "../../../state/page_state.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { ActionButton } from "../kit/action_button.tsx";
import { FilesButton } from "../kit/files_button.tsx";
import { Facts } from "../kit/facts.tsx";
import { Loaded } from "../kit/page_list.tsx";
import { KeepOrder } from "./keep_order.tsx";
import { PersonKeys } from "./person_keys.tsx";
import { profileFacts, serverRoleWord } from "./person_words.ts";
import { RoomRole } from "./room_role.tsx";
import { StaffPart } from "./staff_part.tsx";

/** Profile and presence, then buttons: what everybody can do first. */
export function PersonDialog({ dialog }: { dialog: Extract<Dialog, { kind: "person" }> }) {
  const { room, scanned, username } = dialog;
  const server = useServer();
  const answer = useAnswer(async () => {
    const [profile, { users }] = await Promise.all([
      server.request("whois", { username }),
      server.request("roles", {}),
    ]);
    const role = recordsIn<{ username: string; role: string }>(users, ["username", "role"])
      .find((other) => foldUsername(other.username) === foldUsername(username))?.role;
    return { profile, role };
  }, [username]);
  return (
    <DialogFrame title={printable(username)}>
      <div class="dialog-body">
        <Loaded answer={answer}>
          {({ profile, role }) => (
            <Person profile={profile} role={role} room={room} scanned={scanned} />
          )}
        </Loaded>
      </div>
    </DialogFrame>
  );
}

interface PersonProperties {
  profile: Profile;
  role: string | undefined;
  room: string | undefined;
  scanned: string | undefined;
}

function Person({ profile, role, room, scanned }: PersonProperties) {
  const { username } = profile;
  const words = useMore().people;
  const { texts, times } = usePage();
  const dispatch = useDispatch();
  const server = useServer();
  const own = useOwnName();
  const isOwn = foldUsername(own) === foldUsername(username);
  const powers = useSelected((state) => ownPowers(state, room)?.mayModerate === true);
  const isStaff = useSelected((state) => isAtLeast(state.role, "moderator"));
  const shared = Array.isArray(profile.rooms) ? profile.rooms : [];
  return (
    <>
      <Facts
        facts={[
          ...profileFacts(profile, { words, times, nowMs: Date.now(), away: texts.people.away }),
          [words.serverRole, role === undefined ? "" : serverRoleWord(role, words)],
        ]}
      />
      {shared.length > 0 && (
        <div class="button-row" role="group" aria-label={words.sharedRooms}>
          <span>{words.sharedRooms}</span>
          {shared.map((each) => (
            <button
              key={each}
              type="button"
              class="button"
              onClick={() => server.goTo({ room: String(each) })}
            >
              {`#${printable(String(each))}`}
            </button>
          ))}
        </div>
      )}
      <div class="button-row">
        <button
          type="button"
          class="button button-main"
          onClick={() => server.goTo({ with: username })}
        >
          {isOwn ? words.notes : words.write}
        </button>
        <FilesButton place={{ with: username }} />
        {isOwn
          ? (
            <button
              type="button"
              class="button"
              onClick={() => dispatch({ kind: "open-dialog", dialog: { kind: "settings" } })}
            >
              {words.editOwn}
            </button>
          )
          : <OthersButtons username={username} />}
      </div>
      {!isOwn && <PersonKeys username={username} scanned={scanned} />}
      {room !== undefined && powers && <RoomRole room={room} username={username} />}
      {!isOwn && (powers || isStaff) && (
        <KeepOrder username={username} room={powers ? room : undefined} isStaff={isStaff} />
      )}
      {isStaff && <StaffPart username={username} role={role ?? "user"} />}
    </>
  );
}

/** Whether one sees them, and whether one is told when they come. */
function OthersButtons({ username }: { username: string }) {
  const words = useMore().people;
  const server = useServer();
  const name = printable(username);
  const isIgnored = useSelected(({ chat }) =>
    serverOf(chat, SERVER_ID)?.ignored.has(foldUsername(username)) === true
  );
  const watched = useAnswer(async () => {
    const { users } = await server.request("watch", {});
    return recordsIn<{ username: string }>(users, ["username"])
      .some((other) => foldUsername(other.username) === foldUsername(username));
  }, [username]);
  return (
    <>
      {watched.value !== undefined && (
        <ActionButton
          key={`watch ${watched.value}`}
          label={watched.value ? words.unwatch : words.watch}
          onAction={async () => {
            await server.request(watched.value === true ? "unwatch" : "watch", { username });
            watched.reload();
          }}
        />
      )}
      <ActionButton
        key={`ignore ${isIgnored}`}
        label={isIgnored ? words.unignore : words.ignore}
        {...(isIgnored ? {} : { question: words.ignoreQuestion(name) })}
        onAction={async () => {
          const { users } = await server.request(isIgnored ? "unignore" : "ignore", { username });
          if (Array.isArray(users)) server.ignored(users.map(String));
        }}
      />
    </>
  );
}
