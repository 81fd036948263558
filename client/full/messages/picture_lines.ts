/** The picture below a message with an image: as it is, or its preview until that is there. */
import type { SharedFile } from "../../../protocol/files/shared_file.ts";
import { cellsFor, halfBlocks } from "../../pictures/half_blocks.ts";
import type { Pixels } from "../../pictures/pixels.ts";
import { previewPixels } from "../../pictures/previews.ts";
import type { Row } from "../../theme/styled.ts";
import type { Painting } from "../frame/painting.ts";

/** Columns of a pane that are none of the text: the time, the names, the border. */
const OTHER_COLUMNS = 26;
/** Narrower pictures show nothing. */
const MIN_COLUMNS = 8;

/** Rows of the picture; none where there is none, or pictures are not wanted. */
export function pictureRows(
  file: SharedFile | undefined,
  picture: Pixels | "asked" | undefined,
  { columns, painting }: { columns: number; painting: Painting },
): readonly Row[] {
  const { pictureDepth } = painting;
  const { height, preview, width } = file ?? {};
  if (pictureDepth === undefined || width === undefined || height === undefined) return [];
  const free = columns - OTHER_COLUMNS;
  if (free < MIN_COLUMNS) return [];
  const pixels = typeof picture === "object"
    ? picture
    : preview === undefined
    ? undefined
    : previewPixels(preview);
  return pixels === undefined
    ? []
    : halfBlocks(pixels, { ...cellsFor({ width, height }, free), depth: pictureDepth });
}
