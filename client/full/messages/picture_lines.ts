/** The picture below a message with an image: as it is, or its preview until that is there. */
import type { SharedFile } from "../../../protocol/files/shared_file.ts";
import { cellsFor, halfBlocks } from "../../pictures/half_blocks.ts";
import type { Pixels } from "../../pictures/pixels.ts";
import { previewPixels } from "../../pictures/previews.ts";
import {
  type Drawing,
  type DrawingPlan,
  type GraphicsPowers,
  planKey,
} from "../../theme/drawing.ts";
import { blank, type Row } from "../../theme/styled.ts";
import type { Painting } from "../frame/painting.ts";

/** Columns of a pane that are none of the text: the time, the names, the border. */
const OTHER_COLUMNS = 26;
/** Narrower pictures show nothing. */
const MIN_COLUMNS = 8;

/** What there is of a picture. */
interface KnownPicture {
  readonly picture: Pixels | "asked" | undefined;
  readonly drawing: Drawing | undefined;
}

/** How the image of a message is drawn with graphics; `undefined` where there is no room for it. */
export function drawingPlan(
  { height, width }: Pick<SharedFile, "width" | "height">,
  powers: GraphicsPowers,
  columns: number,
): DrawingPlan | undefined {
  const free = columns - OTHER_COLUMNS;
  if (width === undefined || height === undefined || free < MIN_COLUMNS) return undefined;
  return { ...powers, ...cellsFor({ width, height }, free, powers.cell) };
}

/** Rows of the picture; none where there is none, or pictures are not wanted. */
export function pictureRows(
  file: SharedFile | undefined,
  { drawing, picture }: KnownPicture,
  { columns, graphics, painting }: {
    columns: number;
    graphics: GraphicsPowers | undefined;
    painting: Painting;
  },
): readonly Row[] {
  const { pictureDepth } = painting;
  const { height, preview, width } = file ?? {};
  if (pictureDepth === undefined || width === undefined || height === undefined) return [];
  const free = columns - OTHER_COLUMNS;
  if (free < MIN_COLUMNS) return [];
  const plan = graphics && drawingPlan({ width, height }, graphics, columns);
  if (drawing !== undefined && plan !== undefined && planKey(drawing) === planKey(plan)) {
    return Array.from({ length: drawing.rows }, (_, row) => [
      blank(drawing.columns, { codes: "", strip: { drawing, row } }),
    ]);
  }
  const pixels = typeof picture === "object"
    ? picture
    : preview === undefined
    ? undefined
    : previewPixels(preview);
  return pixels === undefined
    ? []
    : halfBlocks(pixels, { ...cellsFor({ width, height }, free, graphics?.cell), depth: pictureDepth });
}
