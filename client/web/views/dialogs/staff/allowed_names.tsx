/** The names that may be registered where only those may. */
import type { AllowedName } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { usePages } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { PageList } from "../kit/page_list.tsx";

/** The list, and a field for more names. */
export function AllowedNames() {
  const words = useMore().staff;
  const { times } = usePage();
  const server = useServer();
  const pages = usePages<AllowedName>(async (last) => {
    const after = last === undefined ? {} : { after: last.username };
    const { more, users } = await server.request("allowed", after);
    return { entries: recordsIn<AllowedName>(users, ["username", "by"]), hasMore: more === true };
  }, []);
  return (
    <>
      <PageList
        label={words.allowed}
        empty={words.noAllowed}
        pages={pages}
        keyOf={({ username }) => username}
      >
        {({ by, registered, time, username }) => (
          <div class="row">
            <div class="row-text">
              <span dir="auto">{printable(username)}</span>
              <span class="row-facts">
                {[
                  words.by(printable(by), times.stamp(time)),
                  ...(registered === true ? [words.registered] : []),
                ].join(" · ")}
              </span>
            </div>
            <ActionButton
              label={words.remove}
              name={words.disallow(printable(username))}
              onAction={async () => {
                await server.request("disallow", { username });
                pages.reload();
              }}
            />
          </div>
        )}
      </PageList>
      <Form
        isRow
        isCleared
        submit={words.allow}
        onSubmit={async (filled) => {
          const names = filled.text("names").split(/[\s,]+/).filter((name) => name !== "");
          try {
            for (const username of names) await server.request("allow", { username });
          } finally {
            pages.reload();
          }
        }}
      >
        <TextField name="names" label={words.allowNames} isRequired />
      </Form>
    </>
  );
}
