// Language, light or dark, and how the group is shown.
import { Choice, Select } from "../../../parts/fields";
import { LANGUAGES, useLanguage, useWords, type Language } from "../../../words/words";
import { useChoices, type LayoutChoice } from "../remembered";
import { chooseTheme, useTheme, type Theme } from "../../../theme";

const THEMES: readonly Theme[] = ["system", "light", "dark"];
const LAYOUTS: readonly LayoutChoice[] = ["auto", "gallery", "circle"];

export function LookSettings() {
  const { language, changeLanguage } = useLanguage();
  const [{ layout }, choose] = useChoices();
  const theme = useTheme();
  const words = useWords().room.settings;
  return (
    <section>
      <h3>{words.look}</h3>
      <Select
        label={words.language}
        options={Object.entries(LANGUAGES)}
        value={language}
        onChange={(chosen) => { changeLanguage(chosen as Language); }}
      />
      <Choice label={words.theme} options={THEMES.map((each) => [each, words.themes[each]] as const)} value={theme} onChange={chooseTheme} />
      <Choice label={words.layout} options={LAYOUTS.map((each) => [each, words.layouts[each]] as const)} value={layout} onChange={(chosen) => { choose({ layout: chosen }); }} />
    </section>
  );
}
