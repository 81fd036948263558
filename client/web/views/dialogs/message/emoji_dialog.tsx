/** Chooses an emoji: those used lately, all by category, or what a search finds. */
import { useEffect, useMemo, useState } from "preact/hooks";
import {
  type Emoji,
  type EmojiCategory,
  inTone,
  searchEmoji,
  SKIN_TONES,
} from "../../../emoji/emoji_list.ts";
import { recentEmoji, rememberedTone, rememberEmoji, rememberTone } from "../../../emoji/recent.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { NotLoaded } from "../not_loaded.tsx";

/** Most emoji that a search shows. */
const MAX_FOUND = 80;

/** The picker; choosing one closes it. */
export function EmojiDialog({ dialog }: { dialog: Extract<Dialog, { kind: "emoji" }> }) {
  const { emoji: file, store } = usePage();
  const words = useMore().message;
  const { dispatch } = store;
  const [categories, setCategories] = useState<readonly EmojiCategory[]>([]);
  const [isMissing, setMissing] = useState(false);
  const [query, setQuery] = useState("");
  const [tone, setTone] = useState(rememberedTone);
  const [recent] = useState(recentEmoji);
  useEffect(() => {
    file.categories().then(setCategories, () => setMissing(true));
  }, []);
  const found = useMemo(
    () => query.trim() === "" ? undefined : searchEmoji(categories, { query, count: MAX_FOUND }),
    [categories, query],
  );

  function chosen(emoji: string) {
    rememberEmoji(emoji);
    dispatch({ kind: "close-dialog" });
    const { purpose } = dialog;
    if (purpose.kind === "react") {
      dispatch({ kind: "react-to", id: purpose.id, emoji, remove: false });
    } else dispatch({ kind: "insert", text: emoji });
  }

  if (isMissing) return <NotLoaded />;
  return (
    <DialogFrame title={words.emojiTitle}>
      <div class="dialog-body emoji-picker">
        <div class="emoji-head">
          <input
            type="search"
            autofocus
            aria-label={words.emojiSearch}
            placeholder={words.emojiSearch}
            value={query}
            onInput={({ currentTarget }) => setQuery(currentTarget.value)}
            onKeyDown={(event) => {
              const [first] = found ?? [];
              if (event.key !== "Enter" || first === undefined) return;
              event.preventDefault();
              chosen(inTone(first.emoji, tone));
            }}
          />
          <select
            aria-label={words.tone}
            value={tone}
            onChange={({ currentTarget }) => {
              setTone(currentTarget.value);
              rememberTone(currentTarget.value);
            }}
          >
            <option value="" aria-label={words.noTone}>👋</option>
            {SKIN_TONES.map((each, index) => (
              <option key={each} value={each} aria-label={words.toneNumber(index + 1)}>
                {`👋${each}`}
              </option>
            ))}
          </select>
        </div>
        <p class="hidden-text" role="status">
          {found === undefined ? "" : words.found(found.length)}
        </p>
        <div class="emoji-lists">
          {found !== undefined ? <Grid title="" emoji={found} tone={tone} onChosen={chosen} /> : (
            <>
              {recent.length > 0 && (
                <Grid
                  title={words.recent}
                  emoji={recent.map((emoji) => ({ emoji, names: [emoji], tags: [] }))}
                  tone=""
                  onChosen={chosen}
                />
              )}
              {categories.map(({ emoji, name }) => (
                <Grid
                  key={name}
                  title={words.categories[name] ?? name}
                  emoji={emoji}
                  tone={tone}
                  onChosen={chosen}
                />
              ))}
            </>
          )}
        </div>
      </div>
    </DialogFrame>
  );
}

/** A grid of buttons; the arrow keys move in it, and one Tab leaves it. */
function Grid(
  { emoji, onChosen, title, tone }: {
    title: string;
    emoji: readonly Emoji[];
    tone: string;
    onChosen: (emoji: string) => void;
  },
) {
  const [current, setCurrent] = useState(0);

  function pressed(event: KeyboardEvent & { currentTarget: HTMLElement }) {
    const buttons = [...event.currentTarget.querySelectorAll("button")];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const [first, second] = [
      buttons[0],
      buttons.find((one) => one.offsetTop > (buttons[0]?.offsetTop ?? 0)),
    ];
    const columns = first && second ? buttons.indexOf(second) : buttons.length;
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    const next = by === undefined ? undefined : buttons[at + by];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    setCurrent(at + (by ?? 0));
    next.focus();
  }

  return (
    <section class="emoji-section">
      {title !== "" && <h3>{title}</h3>}
      <div class="emoji-grid" onKeyDown={pressed}>
        {emoji.map(({ emoji, names }, index) => (
          <button
            key={emoji}
            type="button"
            class="emoji"
            tabIndex={index === current ? 0 : -1}
            aria-label={names[0]?.replaceAll("_", " ")}
            title={names[0] === emoji ? undefined : `:${names[0]}:`}
            onClick={() => onChosen(inTone(emoji, tone))}
          >
            {inTone(emoji, tone)}
          </button>
        ))}
      </div>
    </section>
  );
}
