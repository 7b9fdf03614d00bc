import { expect, test } from "vitest";
import { linkKey, readLink } from "../src/link";

test("a fragment tells an invite from a token", () => {
  expect(readLink("#i.Abc_12-3")).toEqual({ kind: "invite", secret: "Abc_12-3" });
  expect(readLink("#t.head.body.signature")).toEqual({ kind: "token", secret: "head.body.signature" });
});

test.each(["", "#", "#i.", "#x.abc", "#i.a b", "#i.<script>"])("anything else is no link: %j", (fragment) => {
  expect(readLink(fragment)).toBeNull();
});

test("what is kept on the device does not tell the secret, and is the same each time", async () => {
  const link = { kind: "invite", secret: "Abc_12-3" } as const;
  const key = await linkKey(link);
  expect(key).toMatch(/^[0-9a-f]{24}$/);
  expect(await linkKey(link)).toBe(key);
  expect(await linkKey({ ...link, secret: "other" })).not.toBe(key);
});
