/** Everybody who is here, whom one watches, and who keeps order. */
import { useState } from "preact/hooks";
import type { Person, ServerRole, Watched } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { listAll } from "../../../../base/pages.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useDispatch, useTexts } from "../../../parts/page_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { bareName } from "../../../state/forms.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { ActionButton } from "../kit/action_button.tsx";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { Loaded } from "../kit/page_list.tsx";
import { Tabs } from "../kit/tabs.tsx";
import { serverRoleWord } from "./person_words.ts";

/** Three lists. */
export function PeopleDialog() {
  const words = useMore().people;
  return (
    <DialogFrame title={words.title} isWide>
      <Tabs
        label={words.title}
        first={undefined}
        tabs={[
          { id: "here", label: words.here, show: () => <Here /> },
          { id: "watched", label: words.watched, show: () => <WatchedPeople /> },
          { id: "staff", label: words.staff, show: () => <Staff /> },
        ]}
      />
    </DialogFrame>
  );
}

function Here() {
  const words = useMore().people;
  const texts = useTexts();
  const server = useServer();
  const [query, setQuery] = useState("");
  const answer = useAnswer(() =>
    listAll<Person>({
      nameOf: ({ username }) => username,
      fetch: async (after) => {
        const { more, users } = await server.request("who", after);
        return { entries: recordsIn<Person>(users, ["username"]), more };
      },
    }), []);
  const wanted = bareName(query).toLowerCase();
  return (
    <>
      <TextField name="query" label={words.find} onInput={setQuery} />
      <Loaded answer={answer}>
        {({ entries, isCut }) => (
          <>
            <ul class="list" aria-label={words.here}>
              {entries.filter(({ username }) => username.toLowerCase().includes(wanted)).map(
                ({ away, username }) => (
                  <li key={username} class="list-row">
                    <PersonButton
                      username={username}
                      facts={away === undefined ? "" : texts.people.away(printable(away))}
                    />
                  </li>
                ),
              )}
            </ul>
            {isCut && <p class="list-note">{words.isCut(entries.length)}</p>}
          </>
        )}
      </Loaded>
      <AnybodyForm />
    </>
  );
}

/** Opens the card of somebody who is not here. */
function AnybodyForm() {
  const words = useMore().people;
  const dispatch = useDispatch();
  return (
    <Form
      isRow
      submit={words.show}
      onSubmit={(filled) => {
        const username = bareName(filled.text("username"));
        dispatch({ kind: "open-dialog", dialog: { kind: "person", username } });
        return Promise.resolve();
      }}
    >
      <TextField name="username" label={words.somebody} isRequired />
    </Form>
  );
}

function WatchedPeople() {
  const words = useMore().people;
  const server = useServer();
  const answer = useAnswer(
    async () => recordsIn<Watched>((await server.request("watch", {})).users, ["username"]),
    [],
  );
  return (
    <>
      <p class="form-hint">{words.watchedHint}</p>
      <Loaded answer={answer}>
        {(watched) =>
          watched.length === 0
            ? <p class="list-note">{words.watchNobody}</p>
            : (
              <ul class="list" aria-label={words.watched}>
                {watched.map(({ online, username }) => (
                  <li key={username} class="list-row row">
                    <PersonButton
                      username={username}
                      facts={online === true ? words.isHere : words.offline}
                    />
                    <ActionButton
                      label={words.unwatch}
                      name={words.unwatchWhom(printable(username))}
                      onAction={async () => {
                        await server.request("unwatch", { username });
                        answer.reload();
                      }}
                    />
                  </li>
                ))}
              </ul>
            )}
      </Loaded>
      <Form
        isRow
        isCleared
        submit={words.watch}
        onSubmit={async (filled) => {
          await server.request("watch", { username: bareName(filled.text("username")) });
          answer.reload();
        }}
      >
        <TextField name="username" label={words.watchWhom} isRequired />
      </Form>
    </>
  );
}

function Staff() {
  const words = useMore().people;
  const server = useServer();
  const answer = useAnswer(async () => {
    const { users } = await server.request("roles", {});
    return recordsIn<{ username: string; role: ServerRole }>(users, ["username", "role"]);
  }, []);
  return (
    <Loaded answer={answer}>
      {(staff) =>
        staff.length === 0
          ? <p class="list-note">{words.noStaff}</p>
          : (
            <ul class="list" aria-label={words.staff}>
              {staff.map(({ role, username }) => (
                <li key={username} class="list-row">
                  <PersonButton username={username} facts={serverRoleWord(role, words)} />
                </li>
              ))}
            </ul>
          )}
    </Loaded>
  );
}

function PersonButton({ facts, username }: { username: string; facts: string }) {
  const dispatch = useDispatch();
  return (
    <button
      type="button"
      class="row row-button"
      onClick={() => dispatch({ kind: "open-dialog", dialog: { kind: "person", username } })}
    >
      <span class="row-text" dir="auto">{printable(username)}</span>
      <span class="row-facts" dir="auto">{facts}</span>
    </button>
  );
}
