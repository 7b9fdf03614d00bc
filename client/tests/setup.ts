// Runs before every client test file: leaves no rendered view behind for the next test.
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(() => {
  cleanup();
});
