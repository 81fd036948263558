/** Everything that encrypts in a page, in a file of its own: accounts without keys never load it. */
import type { KeyNews } from "../../link/key_news.ts";
import type { Link, LinkOptions } from "../../link/link.ts";
import type { LinkObserver } from "../../link/link_observer.ts";
// Loaded with this file, not after it.
import "../../sealing/sealing.ts";
import type { Dialog } from "../state/dialog.ts";
import { moreTextsFor } from "../texts/more.ts";
import { BrowserKeys } from "./browser_keys.ts";
import { PageLink } from "./page_link.ts";
import { pageWords } from "./page_words.ts";

/** What they work with. */
export interface SealedLinksOptions {
  /** The language that the page has at the moment. */
  language: () => string;
  /** Opens a dialog in front of everything. */
  show: (dialog: Dialog) => void;
}

/** Makes links that encrypt, with the keys of this browser. Rejects when something cannot be loaded. */
export async function sealedLinks(
  { language, show }: SealedLinksOptions,
): Promise<(options: LinkOptions) => Link> {
  let loaded = language();
  let texts = (await moreTextsFor(loaded)).keys;
  const words = () => {
    if (language() !== loaded) {
      // Until it is here, it is said in the language before.
      loaded = language();
      void moreTextsFor(loaded).then(({ keys }) => texts = keys, () => {});
    }
    return texts;
  };
  const keyWords = pageWords(words);
  const keys = canEncrypt()
    ? await BrowserKeys.open({ words: (problem) => words().keeping[problem] })
    : undefined;
  return (options) => {
    const { observer } = options;
    let searched: string | undefined;
    return new PageLink({
      ...options,
      observer: withKeys(observer, (news) => {
        // It is searched with every word that is typed.
        const isAgain = news.kind === "searched" && news.lines[0] === searched;
        if (news.kind === "searched") searched = news.lines[0];
        if (news.code === undefined) return isAgain ? undefined : observer.keys?.(news);
        const { code, lines } = news;
        show({ kind: "answer", title: words().codeTitle, lines, copy: code });
      }),
      keys,
      words: keyWords,
      problem: keyWords.problem,
    });
  };
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

/** Pages that came without encryption have none to give. */
function canEncrypt(): boolean {
  return (globalThis.crypto?.subtle as SubtleCrypto | undefined) !== undefined;
}
