/** Something that takes a while and may fail, one at a time: what a button or a form does. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { failureText } from "./failure.ts";
import { useTexts } from "./page_context.ts";

/** How it stands, and how it is begun. */
export interface Task {
  readonly isBusy: boolean;
  /** Why the last one failed; empty when it has not. Harmless. */
  readonly failure: string;
  /** Begins, unless one is going on; resolves with whether it was done. */
  run(work: () => Promise<void>): Promise<boolean>;
  /** Says why something was not even begun. */
  fail(sentence: string): void;
}

/** A task of this component. */
export function useTask(): Task {
  const texts = useTexts();
  const [state, setState] = useState({ isBusy: false, failure: "" });
  const isBusy = useRef(false);
  const isGone = useRef(false);
  useLayoutEffect(() => () => {
    isGone.current = true;
  }, []);
  const set = (next: { isBusy: boolean; failure: string }) => {
    isBusy.current = next.isBusy;
    if (!isGone.current) setState(next);
  };
  return {
    ...state,
    fail: (failure) => set({ isBusy: false, failure }),
    run: async (work) => {
      if (isBusy.current) return false;
      set({ isBusy: true, failure: "" });
      try {
        await work();
        set({ isBusy: false, failure: "" });
        return true;
      } catch (error) {
        const known = failureText(error, texts);
        set({ isBusy: false, failure: known ?? texts.common.unexpected });
        if (known === undefined) throw error;
        return false;
      }
    },
  };
}
