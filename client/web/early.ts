/**
 * Runs before anything is painted: the colours that were chosen are there from the first moment, and
 * the file with the texts is on its way while the main script is.
 */
import { readChoices, showTheme } from "./parts/choices.ts";
import { languageFor } from "./texts/languages.ts";

const { language, theme } = readChoices();
showTheme(theme);

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
