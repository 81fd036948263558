/** How another device is let in, and how this browser comes in. */
import { useState } from "preact/hooks";
import type { KeyPowers } from "../../../../link/key_powers.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { CopyButton } from "../kit/copy_button.tsx";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { QrCode } from "../kit/qr_code.tsx";

/** Does something about keys, and shows what has become of it. */
export type Act = (work: (powers: KeyPowers) => Promise<unknown>) => Promise<void>;

/** A code for another device, as letters and for its camera. */
export function LinkAnother({ act }: { act: Act }) {
  const words = useMore().keys;
  const [code, setCode] = useState("");
  return (
    <>
      <h3 class="part-title">{words.link}</h3>
      <p class="form-hint">{words.linkHint}</p>
      <ActionButton
        label={words.showCode}
        onAction={() => act(async (powers) => setCode(await powers.showLink()))}
      />
      <div role="status">
        {code !== "" && (
          <>
            <p>
              {words.linkCode} <code class="secret">{code}</code> <CopyButton text={code} />
            </p>
            <QrCode text={code} label={words.linkCode} />
          </>
        )}
      </div>
    </>
  );
}

/** What becomes of rooms at a reset: those that would be lost, and those that could not be asked about. */
type RoomsAtReset = Readonly<Record<"lost" | "unknown", readonly string[]>>;

/** With the code of another device, with the recovery code, or anew. */
export function LinkHere({ act }: { act: Act }) {
  const words = useMore();
  const { keys } = words;
  const { session } = usePage();
  const [{ lost, unknown }, setRooms] = useState<RoomsAtReset>({ lost: [], unknown: [] });
  return (
    <>
      <h3 class="part-title">{keys.byRecovery}</h3>
      <Form
        submit={keys.recover}
        onSubmit={(filled) => act((powers) => powers.recover(filled.text("recovery")))}
      >
        <TextField name="recovery" label={keys.recoveryCode} isRequired />
      </Form>
      <h3 class="part-title">{keys.byCode}</h3>
      <p class="form-hint">{keys.byCodeHint}</p>
      <Form
        submit={keys.askToLink}
        onSubmit={async (filled) => {
          await act((powers) => powers.askLink(filled.text("code")));
          return keys.asked;
        }}
      >
        <TextField name="code" label={keys.typeLinkCode} isRequired />
      </Form>
      <details
        class="part"
        onToggle={(event) => {
          if (!event.currentTarget.open) return;
          // Where nothing can be asked for at all, the warning stands alone.
          session.keyPowers().then((powers) => powers?.roomsLostByReset())
            .then((rooms) => rooms && setRooms(rooms), () => {});
        }}
      >
        <summary>{keys.reset}</summary>
        <p class="form-hint">{keys.resetHint}</p>
        <div role="status">
          {lost.length > 0 && <p class="form-hint">{keys.resetLoses(lost.join(", "))}</p>}
          {unknown.length > 0 && <p class="form-hint">{keys.resetUnknown(unknown.join(", "))}</p>}
        </div>
        <Form
          isDanger
          submit={keys.resetNow}
          onSubmit={(filled) => {
            const code = filled.text("second").trim();
            return act((powers) =>
              powers.reset(filled.text("password"), code === "" ? undefined : code)
            );
          }}
        >
          <TextField
            name="password"
            label={words.settings.oldPassword}
            autocomplete="current-password"
            isRequired
            isSecret
          />
          <TextField
            name="second"
            label={keys.secondFactor}
            autocomplete="one-time-code"
            inputMode="numeric"
          />
        </Form>
      </details>
    </>
  );
}
