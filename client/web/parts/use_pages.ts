/** A list that the server answers in pages: the first one at once, the others when they are wanted. */
import { useEffect, useRef, useState } from "preact/hooks";
import { failureText } from "./failure.ts";
import { useTexts } from "./page_context.ts";

/** One page. */
export interface Fetched<Entry> {
  readonly entries: readonly Entry[];
  readonly hasMore: boolean;
}

/** What has come of it. */
export interface Pages<Entry> {
  /** `undefined` until the first page is here. */
  readonly entries: readonly Entry[] | undefined;
  readonly hasMore: boolean;
  readonly isBusy: boolean;
  /** Why the last page is not here; empty when it is. Harmless. */
  readonly failure: string;
  /** Fetches the next page. */
  more(): void;
  /** Fetches the first page again; what is shown stays until it is here. */
  reload(): void;
}

interface Loaded<Entry> {
  readonly entries: readonly Entry[] | undefined;
  readonly hasMore: boolean;
  readonly isBusy: boolean;
  readonly failure: string;
}

/** Fetches with `load`, which gets the last entry of the page before; anew when one of `keys` is another. */
export function usePages<Entry>(
  load: (last: Entry | undefined) => Promise<Fetched<Entry>>,
  keys: readonly unknown[],
): Pages<Entry> {
  const texts = useTexts();
  const [loaded, setLoaded] = useState<Loaded<Entry>>({
    entries: undefined,
    hasMore: false,
    isBusy: true,
    failure: "",
  });
  const turn = useRef(0);
  async function fetch(before: readonly Entry[] | undefined): Promise<void> {
    const own = ++turn.current;
    setLoaded((now) => ({ ...now, isBusy: true, failure: "" }));
    try {
      const { entries, hasMore } = await load(before?.at(-1));
      if (own !== turn.current) return;
      const all = before === undefined ? entries : [...before, ...entries];
      setLoaded({
        entries: all,
        hasMore: hasMore && entries.length > 0,
        isBusy: false,
        failure: "",
      });
    } catch (error) {
      if (own !== turn.current) return;
      const known = failureText(error, texts);
      const failure = known ?? texts.common.unexpected;
      setLoaded((now) => ({ ...now, isBusy: false, failure }));
      if (known === undefined) throw error;
    }
  }
  useEffect(() => {
    setLoaded({ entries: undefined, hasMore: false, isBusy: true, failure: "" });
    void fetch(undefined);
    return () => {
      turn.current++; // what comes now is for nobody
    };
  }, keys);
  return {
    ...loaded,
    more: () => void fetch(loaded.entries),
    reload: () => void fetch(undefined),
  };
}

/** One answer instead of pages. */
export interface Answer<Value> {
  /** `undefined` until it is here. */
  readonly value: Value | undefined;
  readonly failure: string;
  reload(): void;
}

/** Asks with `load`; anew when one of `keys` is another. */
export function useAnswer<Value>(
  load: () => Promise<Value>,
  keys: readonly unknown[],
): Answer<Value> {
  const { entries, failure, reload } = usePages<Value>(
    async () => ({ entries: [await load()], hasMore: false }),
    keys,
  );
  return { value: entries?.[0], failure, reload };
}
