/** What the reader has chosen for this browser: colours and language; kept where the browser lets us. */

/** Colours as the system has them, or always these. */
export type Theme = "system" | "light" | "dark";

/** What can be chosen. */
export interface Choices {
  readonly theme: Theme;
  /** As in BCP 47; empty for the first language of the browser that the page speaks. */
  readonly language: string;
}

/** The keys in the browser's storage. */
const KEYS = { theme: "chat.theme", language: "chat.language" } as const;

/** The colours of the bar of a phone, the same as `--side`. */
const BARS = { light: "#f3f5f9", dark: "#101318" } as const;

/** What was chosen; as the system has it where nothing was, or nothing may be kept. */
export function readChoices(): Choices {
  const theme = kept(KEYS.theme);
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    language: kept(KEYS.language),
  };
}

/** Keeps what was chosen; false where the browser forbids that: it holds until the page is closed. */
export function keepChoices({ language, theme }: Choices): boolean {
  try {
    localStorage.setItem(KEYS.theme, theme);
    localStorage.setItem(KEYS.language, language);
    return true;
  } catch {
    return false; // a private window, or a full disk
  }
}

/** Gives the page these colours. */
export function showTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset["theme"];
  else dataset["theme"] = theme;
  for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const isDark = theme === "system" ? bar.media.includes("dark") : theme === "dark";
    bar.content = isDark ? BARS.dark : BARS.light;
  }
}

function kept(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return ""; // storage is forbidden here
  }
}
