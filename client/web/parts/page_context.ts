/** What every part of the page can reach: the state, its texts, and what can be done. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { EmojiFile } from "../emoji/load_emoji.ts";
import type { FileDesk } from "../files/file_desk.ts";
import type { PageAction } from "../state/page_action.ts";
import type { PageSession } from "../session/page_session.ts";
import type { PageStore } from "../session/page_store.ts";
import type { PageTexts } from "../texts/texts.ts";
import type { Times } from "./times.ts";

/** Handed down to all components. */
export interface Page {
  readonly store: PageStore;
  readonly session: Pick<
    PageSession,
    | "fileStanding"
    | "keyPowers"
    | "logIn"
    | "logOut"
    | "mayHaveKeys"
    | "register"
    | "request"
    | "sealedFile"
    | "searchSealed"
  >;
  readonly texts: PageTexts;
  /** Writes times as the language of the page does. */
  readonly times: Times;
  readonly emoji: EmojiFile;
  readonly files: FileDesk;
}

/** Where {@linkcode usePage} finds the page. */
export const PageContext = createContext<Page | undefined>(undefined);

/** The page. Throws {TypeError} outside of it. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new TypeError("There is no page around this");
  return page;
}

/** The texts in the language of the page. */
export function useTexts(): PageTexts {
  return usePage().texts;
}

/** Tells the page that something has happened. */
export function useDispatch(): (action: PageAction) => void {
  return usePage().store.dispatch;
}
