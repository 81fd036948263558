/** How the element of a message is found in the page. */

/** The id of the element that shows the message with this id. */
export function rowId(id: number): string {
  return `message-${id}`;
}
