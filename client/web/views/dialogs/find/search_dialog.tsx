/** Searches what was said: here or everywhere; a result opens where it was written. */
import { useEffect, useState } from "preact/hooks";
import { foldUsername } from "../../../../../protocol/names.ts";
import type { Found, Message, Place } from "../../../../../protocol/records.ts";
import { serverOf } from "../../../../full/state/buffers.ts";
import type { SearchedPart } from "../../../../wording/searched.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { placeName, placeOf } from "../../../../wording/place.ts";
import { snippetParts } from "../../../../wording/room_text.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import { type Pages, usePages } from "../../../parts/use_pages.ts";
import { useOwnName, useServer } from "../../../parts/use_server.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { searchQuery } from "../../../state/forms.ts";
import { SERVER_ID } from "../../../state/page_state.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { Failure } from "../kit/failure.tsx";
import { ChoiceField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { Picker } from "../kit/picker.tsx";

/** A search waits for this long whether something else is typed. */
const PAUSE_MS = 250;
const PAGE_RESULTS = 50;

/** A field, the results below it, and a day to go to. */
export function SearchDialog({ dialog }: { dialog: Extract<Dialog, { kind: "search" }> }) {
  const words = useMore().find;
  const [query, setQuery] = useState(dialog.query ?? "");
  const [isHere, setHere] = useState(dialog.place !== undefined);
  const place = isHere ? dialog.place : undefined;
  const wanted = searchQuery(query, place);
  const { entries: found = [], failure, hasMore, isBehind, isBusy, more, sealed } = useSearch(
    wanted,
  );
  // Where nothing was ever encrypted there is nothing to say of it.
  const hasSealed = sealed !== undefined && !(sealed.isDone && sealed.backTo === undefined);
  const isOn = isBusy || sealed?.isDone === false;
  const { times } = usePage();
  const server = useServer();
  const own = useOwnName();
  const note = wanted === ""
    ? words.searchHint
    : isBusy || isOn && found.length === 0
    ? words.searching
    : found.length === 0
    ? words.nothingFound
    : words.found(found.length, hasMore);
  return (
    <DialogFrame title={words.search} isWide>
      <div class="dialog-body">
        {dialog.place !== undefined && (
          <ChoiceField
            name="where"
            label={words.where}
            choices={[["here", placeName(dialog.place)], ["everywhere", words.everywhere]]}
            onChoice={(value) => setHere(value === "here")}
          />
        )}
        <Picker
          label={words.search}
          query={query}
          onQuery={setQuery}
          note={[
            note,
            ...(isBehind ? [words.behind] : []),
            ...(wanted === "" || !hasSealed ? [] : [words.sealed(sealed)]),
          ].join(" ")}
          onEnd={() => {
            if (hasMore && !isBusy) more();
          }}
          choices={found.map((message) => ({
            key: String(message.id),
            show: (
              <span class="row-text">
                <span class="row-facts" dir="auto">
                  {[
                    printable(message.from),
                    placeName(placeOf(message, own)),
                    times.stamp(message.time),
                  ].join(" · ")}
                </span>
                <span class="said" dir="auto">
                  {snippetParts(message.snippet).map(({ isMatch, text }, index) =>
                    isMatch ? <mark key={index}>{text}</mark> : text
                  )}
                </span>
              </span>
            ),
          }))}
          onChoose={(key) => {
            const message = found.find(({ id }) => String(id) === key);
            if (message !== undefined) server.showMessage(placeOf(message, own), message.id);
          }}
        />
        <Failure text={failure} />
        {dialog.place !== undefined && <DayForm place={dialog.place} />}
      </div>
    </DialogFrame>
  );
}

/** The results for `query`, once it has stood for a moment. */
function useSearch(query: string): Pages<Found> & Searched {
  const server = useServer();
  const ignored = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.ignored);
  const [asked, setAsked] = useState(query);
  const [isBehind, setBehind] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(query), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [query]);
  const pages = usePages<Found>(async (last) => {
    if (asked === "") return { entries: [], hasMore: false };
    const before = last === undefined ? {} : { before: last.id };
    const answer = await server.request("search", { query: asked, limit: PAGE_RESULTS, ...before });
    setBehind(answer.behind === true);
    return {
      entries: recordsIn<Found>(answer.results, ["from", "time"]),
      hasMore: answer.more === true,
    };
  }, [asked]);
  const { found, sealed } = useSealedSearch(asked);
  const known = new Set(pages.entries?.map(({ id }) => id));
  const entries = pages.entries && [...pages.entries, ...found.filter(({ id }) => !known.has(id))]
    .toSorted((one, other) => other.id - one.id);
  return {
    ...pages,
    isBehind,
    sealed,
    entries: entries?.filter(({ from }) => ignored?.has(foldUsername(from)) !== true),
  };
}

interface Searched {
  readonly isBehind: boolean;
  /** How far what is encrypted was searched; `undefined` where nothing is. */
  readonly sealed: SearchedPart | undefined;
}

/** What is found in encrypted messages, as it is found; ends with the dialog, and with another query. */
function useSealedSearch(
  query: string,
): { found: readonly Found[]; sealed: SearchedPart | undefined } {
  const { session } = usePage();
  const [state, setState] = useState<ReturnType<typeof useSealedSearch>>(NOTHING_SEALED);
  useEffect(() => {
    setState(NOTHING_SEALED);
    if (query === "") return;
    const searching = new AbortController();
    void (async () => {
      for await (const sealed of session.searchSealed(query, searching.signal)) {
        if (searching.signal.aborted) return;
        setState(({ found }) => ({ found: [...found, ...sealed.found], sealed }));
      }
    })().catch(() => {}); // without a connection it is not gone on with
    return () => searching.abort();
  }, [query]);
  return state;
}

const NOTHING_SEALED = { found: [], sealed: undefined };

/** Goes to the first message of a day. */
function DayForm({ place }: { place: Place }) {
  const words = useMore().find;
  const server = useServer();
  return (
    <Form
      isRow
      submit={words.goToDay}
      onSubmit={async (filled) => {
        const day = new Date(`${filled.text("day")}T00:00:00`);
        if (Number.isNaN(day.getTime())) return;
        const { messages } = await server.request("history", {
          ...place,
          date: day.toISOString(),
          limit: 1,
        });
        const [first] = recordsIn<Message>(messages, []);
        if (first === undefined) return words.nothingThen;
        server.showMessage(place, first.id);
      }}
    >
      <div class="form-field">
        <label for="search-day">{words.day}</label>
        <input id="search-day" name="day" type="date" required />
      </div>
    </Form>
  );
}
