/** Of whom one sees nothing. */
import { printable } from "../../../../../protocol/text/printable.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { bareName } from "../../../state/forms.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { Loaded } from "../kit/page_list.tsx";

/** The list, and a field to put somebody on it. */
export function IgnoredSettings() {
  const words = useMore().settings;
  const server = useServer();
  const answer = useAnswer(async () => {
    const { users } = await server.request("ignored", {});
    return Array.isArray(users) ? users.map(String) : [];
  }, []);
  const changed = (users: unknown) => {
    if (Array.isArray(users)) server.ignored(users.map(String));
    answer.reload();
  };
  return (
    <>
      <p class="form-hint">{words.ignoredHint}</p>
      <Loaded answer={answer}>
        {(users) =>
          users.length === 0
            ? <p class="list-note">{words.ignoreNobody}</p>
            : (
              <ul class="list" aria-label={words.tabs.ignored}>
                {users.map((username) => (
                  <li key={username} class="list-row row">
                    <span class="row-text" dir="auto">{printable(username)}</span>
                    <ActionButton
                      label={words.unignore}
                      name={words.unignoreWhom(printable(username))}
                      onAction={async () =>
                        changed((await server.request("unignore", { username })).users)}
                    />
                  </li>
                ))}
              </ul>
            )}
      </Loaded>
      <Form
        isRow
        isCleared
        submit={words.ignore}
        onSubmit={async (filled) => {
          const username = bareName(filled.text("username"));
          changed((await server.request("ignore", { username })).users);
        }}
      >
        <TextField name="username" label={words.ignoreWhom} isRequired />
      </Form>
    </>
  );
}
