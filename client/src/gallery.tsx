// Every screen without a server, for looking and for pictures: /gallery.html#<scene>[,es]. Not part of the production build.
import "@fontsource-variable/atkinson-hyperlegible-next";
import "@fontsource-variable/literata/opsz.css";
import "./style/index.css";
import { createRoot } from "react-dom/client";
import type { ReactNode } from "react";
import { Fixture } from "./fixtures";
import type { Language } from "./words/words";

/** A scene wraps itself in a `Fixture` when it needs its own session. */
export type Scenes = Record<string, (language: Language) => ReactNode>;

const found = import.meta.glob<{ scenes: Scenes }>("./views/**/*.scenes.tsx", { eager: true });
const scenes: Scenes = Object.assign({}, ...Object.values(found).map((file) => file.scenes)) as Scenes;

const [name = "", language = "en"] = location.hash.slice(1).split(",");
document.documentElement.lang = language;
const root = document.getElementById("root");
if (!root) throw new Error("gallery.html has no #root");
const scene = scenes[name];
createRoot(root).render(
  scene ? (
    scene(language as Language)
  ) : (
    <Fixture>
      <ul className="stack">
        {Object.keys(scenes).map((key) => (
          <li key={key}>
            <a href={`#${key}`}>{key}</a> · <a href={`#${key},es`}>es</a>
          </li>
        ))}
      </ul>
    </Fixture>
  ),
);
addEventListener("hashchange", () => {
  location.reload();
});
