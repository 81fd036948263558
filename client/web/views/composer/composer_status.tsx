/** One line above the composer: what was not done, to whom a text goes, who is writing. */
import { printable } from "../../../../protocol/text/printable.ts";
import { activeBuffer } from "../../../full/state/buffers.ts";
import { useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";

/** `@bob …` goes to bob alone, in every client. */
const PRIVATE = /^@([\p{L}\p{N}_-]+)[:,]?\s/u;

/** `text` is what stands in the composer. */
export function ComposerStatus({ text }: { text: string }) {
  const { common, composer: words, timeline } = useTexts();
  const notice = useSelected((state) => state.notice);
  const hint = useSelected(({ chat }) => chat.hint);
  const typing = useSelected(({ chat }) => activeBuffer(chat)?.typing);
  const directed = PRIVATE.exec(text)?.[1];
  const said = notice !== undefined
    ? common.notices[notice]
    : hint !== undefined
    ? hint
    : directed !== undefined
    ? words.privately(printable(directed))
    : "";
  const typists = (typing ?? []).map(({ username }) => printable(username));
  return (
    <div class="composer-status">
      <p role="status" dir="auto">{said}</p>
      {/* Who writes is nothing to be read out again and again. */}
      {said === "" && typists.length > 0 && <p dir="auto">{timeline.typing(typists)}</p>}
    </div>
  );
}
