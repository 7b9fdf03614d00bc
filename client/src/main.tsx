// Where the client starts: puts the first view on the page.
import "@fontsource-variable/atkinson-hyperlegible-next";
import "@fontsource-variable/literata";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <main>
      <h1>Hearth</h1>
    </main>
  </StrictMode>,
);
