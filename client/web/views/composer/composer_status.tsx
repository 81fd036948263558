/** One line above the composer: what was not done, to whom a text goes, who is writing. */
import { foldUsername } from "../../../../protocol/names.ts";
import { printable } from "../../../../protocol/text/printable.ts";
import { activeBuffer, serverOf } from "../../../full/state/buffers.ts";
import { useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { SERVER_ID } from "../../state/page_state.ts";

/** `@bob …` goes to bob alone, in every client. */
const PRIVATE = /^@([\p{L}\p{N}_-]+)[:,]?\s/u;

/** `text` is what stands in the composer. */
export function ComposerStatus({ text }: { text: string }) {
  const { common, composer: words, timeline } = useTexts();
  const notice = useSelected((state) => state.notice);
  const hint = useSelected(({ chat }) => chat.hint);
  const typing = useSelected(({ chat }) => activeBuffer(chat)?.typing);
  const directed = PRIVATE.exec(text)?.[1];
  const standing = useSelected(({ chat }) => {
    const { place } = activeBuffer(chat) ?? {};
    const other = directed ?? place?.with ?? (place?.room && `#${place.room}`);
    return other && serverOf(chat, SERVER_ID)?.standings?.get(foldUsername(other));
  });
  const said = notice !== undefined
    ? common.notices[notice]
    : hint !== undefined
    ? hint
    : directed !== undefined
    ? words.privately(printable(directed))
    : "";
  const typists = (typing ?? []).map(({ username }) => printable(username));
  const quiet = [standing, said === "" && typists.length > 0 && timeline.typing(typists)]
    .filter(Boolean);
  return (
    <div class="composer-status">
      <p role="status" dir="auto">{said === "" ? null : said}</p>
      {/* Who writes, and who can read it, is nothing to be read out again and again. */}
      {quiet.length > 0 && <p dir="auto">{quiet.join(" · ")}</p>}
    </div>
  );
}
