/** The texts of what is opened seldom, for the components that are loaded together with them. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { MoreTexts } from "../texts/more_en.ts";

/** Where {@linkcode useMore} finds them. */
export const MoreContext = createContext<MoreTexts | undefined>(undefined);

/** The texts. Throws {TypeError} outside of what is opened seldom. */
export function useMore(): MoreTexts {
  const texts = useContext(MoreContext);
  if (texts === undefined) throw new TypeError("These texts are not loaded here");
  return texts;
}
