/** Loads the form to log in, with its words: most people are in already and never need it. */
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useTexts } from "../../parts/page_context.ts";
import { lateTextsFor } from "../../texts/late.ts";
import type { LateTexts } from "../../texts/late_en.ts";
import type { LoginFacts, LoginFormFacts } from "./login_view.tsx";

/** The form, and its words. */
interface LoginPart {
  readonly LoginView: FunctionComponent<LoginFormFacts>;
  readonly words: LateTexts["login"];
}

/** Loads the form and its words. Rejects when the server is away, or has newer files. */
export async function loadLogin(language: string): Promise<LoginPart> {
  const [{ LoginView }, { login }] = await Promise.all([
    import("./login_view.tsx"),
    lateTextsFor(language),
  ]);
  return { LoginView, words: login };
}

/** The form as soon as it is here; until then, and where it cannot be had, the page says so. */
export function LazyLogin(facts: LoginFacts) {
  const { common, dialogs, refusals } = useTexts();
  const [part, setPart] = useState<LoginPart | "missing">();
  useEffect(() => {
    let isWanted = true;
    Promise.all([loadLogin(common.language), refusals.load()]).then(
      ([loaded]) => isWanted && setPart(loaded),
      () => isWanted && setPart("missing"),
    );
    return () => {
      isWanted = false;
    };
  }, [common.language]);
  if (typeof part === "object") return <part.LoginView {...facts} words={part.words} />;
  return (
    <main class="connecting">
      <p role="status">
        {part === undefined ? common.connection.connecting : dialogs.notLoadedWhy}
      </p>
      {part !== undefined && (
        <button
          type="button"
          class="button-main"
          onClick={() => location.reload()}
        >
          {common.tryAgain}
        </button>
      )}
    </main>
  );
}
