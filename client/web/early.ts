/**
 * Runs before anything is painted: the colours that were chosen are there from the first moment, and
 * the file with the texts is on its way while the main script is.
 */
import { SCANNED } from "./net/kept.ts";
import { readChoices, showTheme } from "./parts/choices.ts";
import { languageFor } from "./texts/languages.ts";

const { language, theme } = readChoices();
showTheme(theme);

// What a camera has read is looked at when keys are here, and is no place of the page.
if (location.hash.startsWith("#verify=")) {
  try {
    sessionStorage.setItem(SCANNED, location.hash);
  } catch {
    // Where nothing is kept there are no keys either.
  }
  history.replaceState(null, "", location.pathname);
}

// The build has written down which file holds which language.
const wanted = languageFor([language, ...navigator.languages]);
const [file] = document.querySelector<HTMLMetaElement>('meta[name="texts"]')?.content
  .split(" ").filter((path) => path.startsWith(`/assets/${wanted}-`)) ?? [];
if (file !== undefined) {
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = file;
  document.head.append(link);
}
