/** Words of the composer, in English. */
export const composer = {
  label: (place: string) => `Message to ${place}`,
  send: "Send",
  replyTo: (name: string) => `Reply to ${name}`,
  editing: "Editing your message",
  stop: "Stop",
  privately: (name: string) => `This goes to ${name} alone`,
};
