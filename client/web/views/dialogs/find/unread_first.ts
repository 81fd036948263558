/** Where there is something unread, in the order in which people want to see it. */
import type { Buffer } from "../../../../full/state/state.ts";

/** What is for the reader first. */
export function unreadFirst(buffers: readonly Buffer[]): readonly Buffer[] {
  const urgent = ({ mentions, place }: Buffer) => mentions > 0 || place?.with !== undefined;
  const unread = buffers.filter(({ place, unread }) => place !== undefined && unread > 0);
  return [...unread.filter(urgent), ...unread.filter((buffer) => !urgent(buffer))];
}
