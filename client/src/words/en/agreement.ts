// The group's agreement, read before the microphone can open.
export const agreement = {
  title: "Agreement",
  hero: "What we promise each other",
  lead: "Read this once. It holds for everybody in the group, staff too.",
  accept: "I agree",
  declineHint: "You can also leave and talk to staff first. That is fine.",
  version: (version: number) => `Version ${version}`,
  otherLanguage: "This text is written in another language than the page.",
};
