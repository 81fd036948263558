/** Colours and language of the page, and how to choose others. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Choices } from "./choices.ts";

/** What came of a choice: it holds; it holds until the page is closed; the language cannot be loaded. */
export type ChoiceOutcome = "kept" | "not-kept" | "unreachable";

/** Handed down to all components. */
export interface Look {
  readonly choices: Choices;
  choose(change: Partial<Choices>): Promise<ChoiceOutcome>;
}

/** Where {@linkcode useLook} finds it. */
export const LookContext = createContext<Look | undefined>(undefined);

/** Colours and language. Throws {TypeError} outside of the page. */
export function useLook(): Look {
  const look = useContext(LookContext);
  if (look === undefined) throw new TypeError("There is no page around this");
  return look;
}
