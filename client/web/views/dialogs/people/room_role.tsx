/** What somebody is in a room: whoever may gives them another role. */
import type { MemberRole } from "../../../../../protocol/records.ts";
import { foldUsername } from "../../../../../protocol/names.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { bufferKey, bufferOf } from "../../../../full/state/buffers.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import { useServer } from "../../../parts/use_server.ts";
import { ownPowers, rolesToGive } from "../../../state/may.ts";
import { SERVER_ID } from "../../../state/page_state.ts";
import { ChoiceField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";

/** A choice of the roles that the reader can give. */
export function RoomRole({ room, username }: { room: string; username: string }) {
  const { people, rooms } = useMore();
  const server = useServer();
  const state = useSelected((state) => state);
  const powers = ownPowers(state, room);
  const key = bufferKey(SERVER_ID, { room });
  const role = bufferOf(state.chat, key)?.people
    .find((person) => foldUsername(person.username) === foldUsername(username))?.role;
  // Whoever is not in the room gets no role in it.
  if (powers === undefined || role === undefined) return null;
  const roles = [...new Set<MemberRole>([...rolesToGive(powers), role])];
  return (
    <Form
      isRow
      submit={people.giveRole}
      onSubmit={async (filled) => {
        await server.request("role", { room, username, role: filled.choice("role", roles) });
        return people.roleGiven;
      }}
    >
      <ChoiceField
        name="role"
        label={people.roleIn(`#${printable(room)}`)}
        value={role}
        choices={roles.map((each) => [each, rooms.roles[each]] as const)}
      />
    </Form>
  );
}
