/** The form to log in or to make an account, with what the server asks for on the way. */
import { useState } from "preact/hooks";
import { ChatError, type ErrorCode } from "../../../../protocol/errors.ts";
import type { HelloEvent } from "../../../../protocol/events.ts";
import { printable, printableLines } from "../../../../protocol/text/printable.ts";
import { greetingLines } from "../../../login/session.ts";
import { failureText } from "../../parts/failure.ts";
import { usePage } from "../../parts/page_context.ts";
import type { LateTexts } from "../../texts/late_en.ts";
import { Field } from "./field.tsx";

/** Why there is a form: `problem` says why somebody is here again. */
export interface LoginFacts {
  readonly hello: HelloEvent;
  readonly problem: string;
}

/** What the form needs. */
export interface LoginFormFacts extends LoginFacts {
  readonly words: LateTexts["login"];
}

/** What the server has asked for besides name and password. */
type Wanted = "code" | "new-password";

/** No invite code is longer. */
const MAX_INVITE_LENGTH = 100;

/** The form. */
export function LoginView({ hello, problem, words }: LoginFormFacts) {
  const { session, texts } = usePage();
  const [invite] = useState(() => inviteIn(location.hash));
  const [isNew, setNew] = useState(invite !== "");
  const [wanted, setWanted] = useState<readonly Wanted[]>([]);
  const [failure, setFailure] = useState(problem);
  const [isWorking, setWorking] = useState(false);
  const takesNew = hello.registration !== "closed" || hello.allow_list === true;
  const server = printable(typeof hello.name === "string" ? hello.name : "");

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (isWorking || !(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? "");
    const given = (name: string) => field(name) === "" ? undefined : field(name).trim();
    setWorking(true);
    setFailure("");
    try {
      const fields = { username: field("username").trim(), password: field("password") };
      if (isNew) {
        const invite = given("invite");
        await session.register({ ...fields, ...(invite === undefined ? {} : { invite }) });
      } else {
        const code = given("code");
        const newPassword = field("new-password");
        await session.logIn({
          ...fields,
          ...(code === undefined ? {} : { code }),
          ...(newPassword === "" ? {} : { newPassword }),
        });
      }
    } catch (error) {
      setWorking(false);
      const asked = error instanceof ChatError ? wantedBy(error.code) : undefined;
      if (asked !== undefined && !wanted.includes(asked)) setWanted([...wanted, asked]);
      else {
        const refusal = error instanceof ChatError ? failureText(error, texts) : undefined;
        setFailure(refusal ?? words.unreachable);
      }
    }
  }

  return (
    <main class="login">
      <form class="login-form" onSubmit={submit} aria-labelledby="login-title">
        <img class="login-logo" src="/icons/chat.svg" alt="" />
        <h1 id="login-title" dir="auto">
          {isNew ? words.registerTitle(server) : words.title(server)}
        </h1>
        {greetingLines(hello).map((line) => (
          <p key={line} class="login-greeting" dir="auto">{line}</p>
        ))}
        <Field
          name="username"
          label={words.username}
          hint={isNew ? words.usernameHint : ""}
          autocomplete="username"
          isFocused
        />
        <Field
          name="password"
          label={words.password}
          hint={isNew ? words.passwordHint : ""}
          autocomplete={isNew ? "new-password" : "current-password"}
          isSecret
        />
        {!isNew && wanted.includes("code") && (
          <Field
            name="code"
            label={words.code}
            hint={words.codeWanted}
            autocomplete="one-time-code"
            isFocused
          />
        )}
        {!isNew && wanted.includes("new-password") && (
          <Field
            name="new-password"
            label={words.newPassword}
            hint={words.newPasswordWanted}
            autocomplete="new-password"
            isFocused
            isSecret
          />
        )}
        {isNew && (hello.registration === "invite" || invite !== "") && (
          <Field
            name="invite"
            label={words.invite}
            hint=""
            autocomplete="off"
            value={invite}
            isOptional
          />
        )}
        <p class="login-problem" role="alert">
          {failure !== "" &&
            printableLines(failure).map((line) => <span key={line} dir="auto">{line}</span>)}
        </p>
        <button type="submit" class="button-main" aria-disabled={isWorking}>
          {isWorking ? words.working : isNew ? words.register : words.submit}
        </button>
        {takesNew
          ? (
            <button
              type="button"
              class="button-link"
              onClick={() => {
                setNew(!isNew);
                setFailure("");
              }}
            >
              {isNew ? words.toLogin : words.toRegister}
            </button>
          )
          : <p class="login-closed">{words.closed}</p>}
      </form>
    </main>
  );
}

/** The code in the address of an invitation, `#invite=CODE`; empty where there is none. */
function inviteIn(hash: string): string {
  return new URLSearchParams(hash.slice(1)).get("invite")?.slice(0, MAX_INVITE_LENGTH) ?? "";
}

function wantedBy(code: ErrorCode): Wanted | undefined {
  if (code === "code_required") return "code";
  return code === "password_change_required" ? "new-password" : undefined;
}
