/** With what one logs in: the password and the second factor. */
import { useState } from "preact/hooks";
import { printable } from "../../../../../protocol/text/printable.ts";
import { keysHere, type OwnKeysHere } from "../../../../commands/parts/key_devices.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useServer } from "../../../parts/use_server.ts";
import { FormProblem } from "../../../state/form_problem.ts";
import { CopyButton } from "../kit/copy_button.tsx";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { RemoveOthers } from "./device_keys_buttons.tsx";
import { QrCode } from "../kit/qr_code.tsx";

/** The forms. */
export function SecuritySettings() {
  const words = useMore().settings;
  return (
    <>
      <h3 class="part-title">{words.password}</h3>
      <PasswordForm />
      <h3 class="part-title">{words.secondFactor}</h3>
      <p class="form-hint">{words.secondFactorHint}</p>
      <details class="part">
        <summary>{words.turnOn}</summary>
        <SecondFactorOn />
      </details>
      <details class="part">
        <summary>{words.turnOff}</summary>
        <SecondFactorOff />
      </details>
    </>
  );
}

function PasswordForm() {
  const words = useMore().settings;
  const server = useServer();
  const { session } = usePage();
  const [here, setHere] = useState<OwnKeysHere | undefined>(undefined);
  return (
    <>
      <Form
        isCleared
        submit={words.changePassword}
        onSubmit={async (filled) => {
          const password = filled.text("password");
          if (password !== filled.text("again")) throw new FormProblem("different");
          await server.request("password", { old_password: filled.text("old"), password });
          if (session.mayHaveKeys) setHere(await keysHere({ keys: () => session.keyPowers() }));
          return words.passwordChanged;
        }}
      >
        <TextField
          name="old"
          label={words.oldPassword}
          autocomplete="current-password"
          isRequired
          isSecret
        />
        <TextField
          name="password"
          label={words.newPassword}
          hint={words.newPasswordHint}
          autocomplete="new-password"
          isRequired
          isSecret
        />
        <TextField
          name="again"
          label={words.again}
          autocomplete="new-password"
          isRequired
          isSecret
        />
      </Form>
      {here !== undefined && here.others.length > 0 && (
        <div role="status">
          <p class="form-hint">{words.othersKeepKeys}</p>
          <RemoveOthers here={here} onRemoved={() => setHere(undefined)} />
        </div>
      )}
    </>
  );
}

/** What the server has made: a secret that an authenticator has to know. */
interface Secret {
  readonly secret: string;
  readonly uri: string;
}

/** Password, then the secret, then the first code, then the codes that replace it. */
function SecondFactorOn() {
  const words = useMore().settings;
  const server = useServer();
  const [made, setMade] = useState<Secret | undefined>(undefined);
  const [codes, setCodes] = useState<readonly string[] | undefined>(undefined);
  if (codes !== undefined) {
    return (
      <div role="status">
        <p>{words.recoveryCodes}</p>
        <ul class="codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <CopyButton text={codes.join("\n")} />
      </div>
    );
  }
  if (made === undefined) {
    return (
      <Form
        submit={words.next}
        onSubmit={async (filled) => {
          const { secret, uri } = await server.request("second_factor", {
            password: filled.text("password"),
          });
          setMade({ secret: printable(String(secret)), uri: String(uri) });
        }}
      >
        <TextField
          name="password"
          label={words.oldPassword}
          autocomplete="current-password"
          isRequired
          isSecret
        />
      </Form>
    );
  }
  return (
    <>
      <p>{words.scan}</p>
      <QrCode text={made.uri} label={words.qrCode} />
      <p>
        {words.secret} <code class="secret">{made.secret}</code> <CopyButton text={made.secret} />
      </p>
      <Form
        submit={words.turnOn}
        onSubmit={async (filled) => {
          const code = filled.text("code").trim();
          const { recovery_codes: found } = await server.request("enable_second_factor", { code });
          setCodes(Array.isArray(found) ? found.map((each) => printable(String(each))) : []);
        }}
      >
        <TextField
          name="code"
          label={words.code}
          autocomplete="one-time-code"
          inputMode="numeric"
          isRequired
          isFocused
        />
      </Form>
    </>
  );
}

function SecondFactorOff() {
  const words = useMore().settings;
  const server = useServer();
  return (
    <Form
      isCleared
      isDanger
      submit={words.turnOff}
      onSubmit={async (filled) => {
        await server.request("disable_second_factor", {
          password: filled.text("password"),
          code: filled.text("code").trim(),
        });
        return words.isOff;
      }}
    >
      <TextField
        name="password"
        label={words.oldPassword}
        autocomplete="current-password"
        isRequired
        isSecret
      />
      <TextField
        name="code"
        label={words.codeOrRecovery}
        autocomplete="one-time-code"
        isRequired
      />
    </Form>
  );
}
