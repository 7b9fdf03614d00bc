// Where the client starts: fonts, styles, the person's language, and the first screen.
import "@fontsource-variable/atkinson-hyperlegible-next";
import "@fontsource-variable/literata/opsz.css";
import "./style/index.css";
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
