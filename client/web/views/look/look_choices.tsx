/** Chooses colours and language for this browser: a part of a dialog. */
import { useState } from "preact/hooks";
import { useMore } from "../../parts/more_context.ts";
import type { Theme } from "../../parts/choices.ts";
import { useLook } from "../../parts/look.ts";
import { LANGUAGES } from "../../texts/languages.ts";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** What is chosen holds at once. */
export function LookChoices() {
  const { look: words } = useMore();
  const look = useLook();
  const [said, setSaid] = useState("");
  const languages: readonly (readonly [string, string])[] = [
    ["", words.byBrowser],
    ...Object.entries(LANGUAGES),
  ];
  async function choose(change: Partial<typeof look.choices>) {
    const outcome = await look.choose(change);
    setSaid(outcome);
  }
  return (
    <>
      <fieldset class="options">
        <legend>{words.theme}</legend>
        {THEMES.map((theme) => (
          <label key={theme} class="option">
            <input
              type="radio"
              name="theme"
              checked={look.choices.theme === theme}
              onChange={() => choose({ theme })}
            />
            {words.themes[theme]}
          </label>
        ))}
      </fieldset>
      <fieldset class="options">
        <legend>{words.language}</legend>
        {languages.map(([code, name]) => (
          <label key={code} class="option" {...(code === "" ? {} : { lang: code })}>
            <input
              type="radio"
              name="language"
              checked={look.choices.language === code}
              onChange={() =>
                choose({ language: code })}
            />
            {name}
          </label>
        ))}
      </fieldset>
      <p class="field-hint" role="status">
        {said === "not-kept"
          ? words.notKept
          : said === "unreachable"
          ? words.unreachable
          : words.kept}
      </p>
    </>
  );
}
