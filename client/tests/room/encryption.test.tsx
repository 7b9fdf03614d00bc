// The words by which a group finds out whether anybody listens in between.
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { words as english } from "../../src/media/encryption/phrase_words.en";
import { words as spanish } from "../../src/media/encryption/phrase_words.es";
import { faults, showRoom } from "./page";

const PHRASE = [0, 100, 200, 300, 400, 1023];

async function open(encryption: NonNullable<Parameters<typeof showRoom>[0]>["media"]): Promise<void> {
  showRoom({ ...(encryption && { media: encryption }) });
  await userEvent.click(await screen.findByRole("button", { name: "Encrypted. Check the words." }));
}

describe("in an encrypted room", () => {
  it("everybody can look up the words, in the own language and in the others", async () => {
    await open({ encryption: { phrase: PHRASE, withoutKey: [] } });
    const list = await screen.findByRole("list", { name: "The words to read aloud" });
    expect(Array.from(list.children, (item) => item.textContent)).toEqual(PHRASE.map((place) => english[place]));
    expect(screen.getByText(PHRASE.map((place) => spanish[place]).join(" · ")).getAttribute("lang")).toBe("es");
    expect(screen.queryByText(/no key yet/)).toBeNull();
  });

  it("the words are reachable for everybody", async () => {
    await open({ encryption: { phrase: PHRASE, withoutKey: ["seat-theo"] } });
    await screen.findByRole("list", { name: "The words to read aloud" });
    expect(await faults()).toEqual([]);
  });

  it("people are told who has given no key", async () => {
    await open({ encryption: { phrase: PHRASE, withoutKey: ["seat-theo"] } });
    expect(await screen.findByText(/^Theo: no key yet/)).toBeTruthy();
  });

  it("nothing is claimed while the words are being worked out", async () => {
    await open({ encryption: { phrase: null, withoutKey: [] } });
    expect(await screen.findByText("One moment. The words are being worked out.")).toBeTruthy();
    expect(screen.queryByRole("list", { name: "The words to read aloud" })).toBeNull();
  });
});

describe("in any other room", () => {
  it("nothing is said of encryption", () => {
    showRoom();
    expect(screen.queryByRole("button", { name: /Encrypted/ })).toBeNull();
  });
});
