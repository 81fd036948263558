/** Everything that encrypts in a page, in a file of its own: accounts without keys never load it. */
import type { KeyNews } from "../../link/key_news.ts";
import type { Link, LinkOptions } from "../../link/link.ts";
import type { LinkObserver } from "../../link/link_observer.ts";
// Loaded with this file, not after it.
import "../../sealing/sealing.ts";
import type { Dialog } from "../state/dialog.ts";
import type { PageAction } from "../state/page_action.ts";
import { moreTextsFor } from "../texts/more.ts";
import { BrowserKeys } from "./browser_keys.ts";
import { PageLink } from "./page_link.ts";
import { pageWords } from "./page_words.ts";
import { takeScanned, whenScanned } from "./scanned_number.ts";

/** What they work with. */
export interface SealedLinksOptions {
  /** The language that the page has at the moment. */
  language: () => string;
  /** Tells the state of the page: a dialog is to be opened, or a code waits to be seen. */
  dispatch: (action: PageAction) => void;
}

/** Makes links that encrypt, with the keys of this browser. Rejects when something cannot be loaded. */
export async function sealedLinks(
  { dispatch, language }: SealedLinksOptions,
): Promise<(options: LinkOptions) => Link> {
  let texts = (await moreTextsFor(language())).keys;
  const words = () => texts;
  let isCodeWaiting = false;
  const sayCode = () =>
    dispatch({ kind: "code-waits", words: isCodeWaiting ? texts.codeWaits : undefined });
  let newest: PageLink | undefined;
  whenSpokenOtherwise(async () => {
    texts = (await moreTextsFor(language())).keys;
    newest?.sayAnew();
    sayCode();
  });
  const compare = (dialog: Dialog) => dispatch({ kind: "open-dialog", dialog });
  whenScanned(compare);
  const keyWords = pageWords(words);
  const keys = await canEncrypt()
    ? await BrowserKeys.open({ words: (problem) => words().keeping[problem] })
    : undefined;
  return (options) => {
    const { observer } = options;
    isCodeWaiting = false;
    return newest = new PageLink({
      ...options,
      beginsUnasked: true,
      holdsCode: true,
      observer: withKeys(observer, (news) => {
        if (news.kind === "code_waits" || news.kind === "code_settled") {
          isCodeWaiting = news.kind === "code_waits";
          return sayCode();
        }
        if (news.code === undefined) return observer.keys?.(news);
        const { code, lines } = news;
        const dialog = { kind: "answer", title: words().codeTitle, lines, copy: code } as const;
        dispatch({ kind: "open-dialog", dialog });
      }),
      keys,
      words: keyWords,
      problem: keyWords.problem,
      isIn() {
        const dialog = takeScanned();
        if (dialog !== undefined) compare(dialog);
      },
    });
  };
}

/** Does this when the page is shown in another language; until its words are here, the ones before stay. */
function whenSpokenOtherwise(then: () => Promise<void>): void {
  const observer = new MutationObserver(() => void then().catch(() => {}));
  observer.observe(document.documentElement, { attributeFilter: ["lang"] });
}

/**
 * The same observer, but for what is told of keys; whatever happens to any is also told as how the
 * conversation with nobody stands, so that what shows keys is shown anew.
 */
function withKeys(observer: LinkObserver, keys: (news: KeyNews) => void): LinkObserver {
  let count = 0;
  const changed = () => observer.standing?.("", String(++count));
  const told: Partial<LinkObserver> = {
    keys(news) {
      keys(news);
      changed();
    },
    event(event) {
      observer.event(event);
      if (event.event === "keys_changed") changed();
    },
  };
  return new Proxy(observer, {
    get: (target, name) => {
      const value: unknown = Reflect.get(told, name) ?? Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Pages that came without encryption have no keys, and some browsers have not all that it takes. */
async function canEncrypt(): Promise<boolean> {
  const isNew = "fromBase64" in Uint8Array && "fromHex" in Uint8Array && "groupBy" in Map;
  if (!isNew || (globalThis.crypto?.subtle as SubtleCrypto | undefined) === undefined) return false;
  try {
    await crypto.subtle.generateKey("Ed25519", false, ["sign"]);
    await crypto.subtle.generateKey("X25519", false, ["deriveBits"]);
    return true;
  } catch {
    return false;
  }
}
