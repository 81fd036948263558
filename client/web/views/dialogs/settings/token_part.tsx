/** Makes a token of the own account for a program. */
import { useState } from "preact/hooks";
import { printable } from "../../../../../protocol/text/printable.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useServer } from "../../../parts/use_server.ts";
import { whoIsIn } from "../../../state/who_is_in.ts";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { type Once, ShownOnce } from "../kit/shown_once.tsx";

/** The form; `onMade` is told when there is one more in the list of devices. */
export function TokenPart({ onMade }: { onMade: () => void }) {
  const { programs: words, settings } = useMore();
  const { store } = usePage();
  const server = useServer();
  const [once, setOnce] = useState<Once | undefined>(undefined);
  return (
    <details class="part">
      <summary>{words.tokenTitle}</summary>
      <p class="form-hint">{words.tokenHint}</p>
      <ShownOnce once={once} />
      <Form
        isCleared
        submit={words.makeToken}
        onSubmit={async (filled) => {
          const { token } = await server.request("token", {
            name: filled.text("token-name").trim(),
            password: filled.text("token-password"),
          });
          const says = words.made(printable(whoIsIn(store.state) ?? ""));
          setOnce({ says, text: printable(String(token)) });
          onMade();
        }}
      >
        <TextField name="token-name" label={words.tokenName} isRequired />
        <TextField
          name="token-password"
          label={settings.oldPassword}
          autocomplete="current-password"
          isRequired
          isSecret
        />
      </Form>
    </details>
  );
}
