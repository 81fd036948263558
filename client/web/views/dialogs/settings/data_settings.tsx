/** Everything of the account as a file, its end, and the ownership of a new server. */
import { foldUsername } from "../../../../../protocol/names.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { useOwnName, useServer } from "../../../parts/use_server.ts";
import { bareName } from "../../../state/forms.ts";
import { FormProblem } from "../../../state/form_problem.ts";
import { ChoiceField, TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { ExportPart } from "./export_part.tsx";

/** What can become of the messages of an account that ends. */
const FATES = ["keep", "remove"] as const;

/** The parts. */
export function DataSettings() {
  const words = useMore().settings;
  const server = useServer();
  const own = useOwnName();
  return (
    <>
      <ExportPart />
      <ClaimForm />
      <h3 class="part-title">{words.endAccount}</h3>
      <details class="part">
        <summary>{words.endAccount}</summary>
        <Form
          isDanger
          submit={words.endNow}
          onSubmit={async (filled) => {
            if (foldUsername(bareName(filled.text("name"))) !== foldUsername(own)) {
              throw new FormProblem("name");
            }
            await server.request("delete_account", {
              password: filled.text("password"),
              messages: filled.choice("messages", FATES),
            });
          }}
        >
          <ChoiceField
            name="messages"
            label={words.endMessages}
            choices={[["keep", words.keep], ["remove", words.remove]]}
          />
          <TextField
            name="password"
            label={words.oldPassword}
            autocomplete="current-password"
            isRequired
            isSecret
          />
          <TextField name="name" label={words.endName(printable(own))} isRequired />
        </Form>
      </details>
    </>
  );
}

/** On a server that nobody keeps yet: whoever has its code becomes the owner. */
function ClaimForm() {
  const words = useMore().settings;
  const server = useServer();
  const answer = useAnswer(async () => {
    const { users } = await server.request("roles", {});
    return Array.isArray(users) && users.some((user) => Object(user).role === "owner");
  }, []);
  if (answer.value !== false) return null;
  return (
    <>
      <h3 class="part-title">{words.claimTitle}</h3>
      <p class="form-hint">{words.claimHint}</p>
      <Form
        isRow
        submit={words.claim}
        onSubmit={async (filled) => {
          await server.request("claim", { code: filled.text("code").trim() });
          return words.claimed;
        }}
      >
        <TextField name="code" label={words.claimCode} isRequired />
      </Form>
    </>
  );
}
