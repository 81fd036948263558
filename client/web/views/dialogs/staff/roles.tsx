/** Who keeps order on the server. */
import type { ServerRole } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useDispatch } from "../../../parts/page_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import { useServer } from "../../../parts/use_server.ts";
import { bareName } from "../../../state/forms.ts";
import { serverRolesToGive } from "../../../state/may.ts";
import { ChoiceField, TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { Loaded } from "../kit/page_list.tsx";
import { serverRoleWord } from "../people/person_words.ts";

/** The list, and for admins a form that gives a role. */
export function Roles({ isAdmin }: { isAdmin: boolean }) {
  const { people, staff: words } = useMore();
  const dispatch = useDispatch();
  const server = useServer();
  const own = useSelected((state) => state.role);
  const roles = serverRolesToGive(own);
  const answer = useAnswer(async () => {
    const { users } = await server.request("roles", {});
    return recordsIn<{ username: string; role: ServerRole }>(users, ["username", "role"]);
  }, []);
  return (
    <>
      <Loaded answer={answer}>
        {(staff) => (
          <ul class="list" aria-label={words.tabs.roles}>
            {staff.map(({ role, username }) => (
              <li key={username} class="list-row">
                <button
                  type="button"
                  class="row row-button"
                  onClick={() =>
                    dispatch({ kind: "open-dialog", dialog: { kind: "person", username } })}
                >
                  <span class="row-text" dir="auto">{printable(username)}</span>
                  <span class="row-facts">{serverRoleWord(role, people)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {isAdmin && (
        <Form
          isCleared
          submit={people.giveRole}
          onSubmit={async (filled) => {
            const username = bareName(filled.text("username"));
            await server.request("grant", { username, role: filled.choice("role", roles) });
            answer.reload();
            return people.roleGiven;
          }}
        >
          <TextField name="username" label={words.toWhom} isRequired />
          <ChoiceField
            name="role"
            label={people.serverRole}
            value="moderator"
            choices={roles.map((each) => [each, serverRoleWord(each, people)] as const)}
          />
        </Form>
      )}
    </>
  );
}
