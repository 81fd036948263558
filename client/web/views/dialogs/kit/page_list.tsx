/** A list that comes in pages, with what there is to say when it is empty or cannot be had. */
import type { ComponentChild } from "preact";
import { useTexts } from "../../../parts/page_context.ts";
import type { Answer, Pages } from "../../../parts/use_pages.ts";
import { Failure } from "./failure.tsx";

/** The entries one below the other; each is shown by `children`. */
export function PageList<Entry>(
  { children, empty, keyOf, label, pages }: {
    pages: Pages<Entry>;
    label: string;
    empty: string;
    keyOf: (entry: Entry) => string | number;
    children: (entry: Entry) => ComponentChild;
  },
) {
  const texts = useTexts();
  const { entries, failure, hasMore, isBusy, more, reload } = pages;
  return (
    <div class="page-list">
      {entries !== undefined && entries.length > 0 && (
        <ul class="list" aria-label={label}>
          {entries.map((entry) => <li key={keyOf(entry)} class="list-row">{children(entry)}</li>)}
        </ul>
      )}
      <p class="list-note" role="status">
        {isBusy && entries === undefined
          ? texts.common.loading
          : entries?.length === 0
          ? empty
          : ""}
      </p>
      <Failure text={failure} />
      {failure !== "" && entries === undefined && (
        <button type="button" class="button" onClick={reload}>{texts.common.tryAgain}</button>
      )}
      {hasMore && (
        <button type="button" class="button" aria-disabled={isBusy} onClick={more}>
          {texts.common.more}
        </button>
      )}
    </div>
  );
}

/** What is shown once an answer is here. */
export function Loaded<Value>(
  { answer, children }: { answer: Answer<Value>; children: (value: Value) => ComponentChild },
) {
  const texts = useTexts();
  const { failure, reload, value } = answer;
  if (value !== undefined) return <>{children(value)}</>;
  if (failure === "") return <p class="list-note" role="status">{texts.common.loading}</p>;
  return (
    <div class="page-list">
      <Failure text={failure} />
      <button type="button" class="button" onClick={reload}>{texts.common.tryAgain}</button>
    </div>
  );
}
